package io.floodgate.web;

import io.floodgate.base.Failure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where the requests of one event loop are taken on or refused: by what the node has under way, and
 * by how far this loop is behind. Lives on that event loop.
 */
final class Entrance {

  private final Vertx vertx;
  private final Admission admission;
  private final LoopLag lag;

  Entrance(Vertx vertx, Admission admission, Supplier<Duration> maxLag) {
    this.vertx = vertx;
    this.admission = admission;
    this.lag = new LoopLag(maxLag, System.nanoTime());
  }

  /** Begins to watch the loop, for as long as the verticle that calls this lives. */
  void watch() {
    // Not a periodic timer, which would catch up on what it missed and see no lag then.
    vertx
        .timer(LoopLag.INTERVAL.toMillis())
        .onSuccess(
            _ -> {
              lag.look(System.nanoTime());
              watch();
            });
  }

  /** How far this loop is behind. */
  LoopLag lag() {
    return lag;
  }

  /** Why a request of this class need not be read any further, if it need not. */
  Optional<Failure> refusal(Priority priority) {
    return lag.allows(priority) && admission.hasRoomFor(priority)
        ? Optional.empty()
        : Optional.of(admission.refuse(priority));
  }

  /** Does the work, or fails with OVERLOADED: see {@link Admission#carry}. */
  <T> Future<T> carry(Priority priority, Supplier<Future<T>> work) {
    return admission.carry(priority, work);
  }
}
