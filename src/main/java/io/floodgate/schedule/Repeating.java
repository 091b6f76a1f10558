package io.floodgate.schedule;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A task that runs, waits, and runs again: never twice at once, and whatever becomes of it. A
 * failure is logged when it begins and when it ends, not at every turn. Lives on the event loop
 * that started it.
 */
public final class Repeating {

  private static final Logger LOG = LoggerFactory.getLogger(Repeating.class);

  private final Vertx vertx;
  private final String name;
  private final Supplier<Duration> interval;
  private final Supplier<Future<?>> task;
  private Future<?> running = Future.succeededFuture();
  private long timer = -1;
  private boolean stopped;
  private boolean failing;

  private Repeating(
      Vertx vertx, String name, Supplier<Duration> interval, Supplier<Future<?>> task) {
    this.vertx = vertx;
    this.name = name;
    this.interval = interval;
    this.task = task;
  }

  /**
   * Starts with the first wait.
   *
   * @param name for the log, such as {@code expiry of orders}
   */
  public static Repeating start(
      Vertx vertx, String name, Duration interval, Supplier<Future<?>> task) {
    return start(vertx, name, () -> interval, task);
  }

  /**
   * The same with a wait that may change.
   *
   * @param interval asked before each wait
   */
  public static Repeating start(
      Vertx vertx, String name, Supplier<Duration> interval, Supplier<Future<?>> task) {
    Repeating repeating = new Repeating(vertx, name, interval, task);
    repeating.await();
    return repeating;
  }

  /** No further turn begins; completes when the one under way has ended. */
  public Future<Void> stop() {
    stopped = true;
    vertx.cancelTimer(timer);
    return running.transform(ended -> Future.succeededFuture());
  }

  private void await() {
    timer = vertx.setTimer(interval.get().toMillis(), due -> turn());
  }

  private void turn() {
    try {
      running = task.get();
    } catch (RuntimeException e) {
      running = Future.failedFuture(e);
    }
    running.onComplete(
        done -> {
          if (failing) {
            LOG.info("{} works again", name);
          }
          failing = false;
          next();
        },
        error -> {
          if (!failing) {
            LOG.warn("{} fails and will be tried again", name, error);
          }
          failing = true;
          next();
        });
  }

  private void next() {
    if (!stopped) {
      await();
    }
  }
}
