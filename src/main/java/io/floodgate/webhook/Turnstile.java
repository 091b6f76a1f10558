package io.floodgate.webhook;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets posts through, the longest waiting first: a bounded number at once, and none while the
 * platform seems to be down. As many wait as there are partitions, at most.
 */
final class Turnstile {

  private static final Logger LOG = LoggerFactory.getLogger(Turnstile.class);

  private final Vertx vertx;
  private final int most;
  private final Breaker breaker;
  private final Queue<Promise<Void>> waiting = new ArrayDeque<>();
  private int through;
  private boolean timed;

  /**
   * @param most posts at once
   */
  Turnstile(Vertx vertx, int most, Breaker breaker) {
    this.vertx = vertx;
    this.most = most;
    this.breaker = breaker;
  }

  /** Succeeds when a post may begin; then it ends with one of the other methods. */
  Future<Void> enter() {
    Promise<Void> turn = Promise.promise();
    waiting.add(turn);
    letThrough();
    return turn.future();
  }

  void leaveSucceeded() {
    if (breaker.succeeded()) {
      LOG.info("the platform takes events again");
    }
    leave();
  }

  /**
   * @param problem for the log
   */
  void leaveFailed(String problem) {
    if (breaker.failed(System.nanoTime())) {
      LOG.warn("the platform takes no events, and is asked again now and then: {}", problem);
    }
    leave();
  }

  /** Nothing was posted. */
  void leaveUnused() {
    breaker.dropped(System.nanoTime());
    leave();
  }

  private void leave() {
    through--;
    letThrough();
  }

  private void letThrough() {
    while (!waiting.isEmpty() && through < most && breaker.lets(System.nanoTime())) {
      through++;
      waiting.remove().complete();
    }
    long nanos = breaker.nanosToWait(System.nanoTime());
    if (!waiting.isEmpty() && nanos > 0 && !timed) {
      timed = true;
      vertx.setTimer(
          Duration.ofNanos(nanos).toMillis() + 1,
          _ -> {
            timed = false;
            letThrough();
          });
    }
  }
}
