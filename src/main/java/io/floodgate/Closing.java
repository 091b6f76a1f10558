package io.floodgate;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thing stopped after the other, all within a time. What hangs is named and left, after a part
 * of what is left, so that what comes after it has its time too. Blocks; used by one thread of the
 * program.
 */
final class Closing {

  private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

  /** A step that hangs may use this part of the time that is left. */
  private static final int SHARE = 3;

  private static final Duration LEAST = Duration.ofMillis(10);

  private final long untilNanos;
  private final List<String> hung = new ArrayList<>();

  /**
   * @param within the whole
   */
  Closing(Duration within) {
    this.untilNanos = System.nanoTime() + within.toNanos();
  }

  /** Stops something, which may take its share of the time. */
  void step(String name, Supplier<Future<?>> stop) {
    step(name, left().dividedBy(SHARE), stop);
  }

  /** Stops something that knows how long it takes at most. */
  void step(String name, Duration within, Supplier<Future<?>> stop) {
    long began = System.nanoTime();
    long millis = Math.max(LEAST.toMillis(), Math.min(within.toMillis(), left().toMillis()));
    try {
      stop.get().await(millis, TimeUnit.MILLISECONDS);
      LOG.debug("{} stopped in {} ms", name, (System.nanoTime() - began) / 1_000_000);
    } catch (TimeoutException e) {
      LOG.error("{} did not stop within {} ms and is left as it is", name, millis);
      hung.add(name);
    } catch (Exception e) { // a failed future throws whatever it failed with
      LOG.error("{} did not stop as it should", name, e);
      hung.add(name);
    }
  }

  /** What is left of the time. */
  Duration left() {
    return Duration.ofNanos(Math.max(0, untilNanos - System.nanoTime()));
  }

  /**
   * Waits for who holds the lock, for a share of the time.
   *
   * @return whether this thread holds it now
   */
  boolean awaitTurn(String name, ReentrantLock turn) {
    try {
      if (turn.tryLock(left().dividedBy(SHARE).toMillis(), TimeUnit.MILLISECONDS)) {
        return true;
      }
      LOG.error("{} did not end in time and is left as it is", name);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    hung.add(name);
    return false;
  }

  /** What did not stop, in the order in which it should have. */
  List<String> hung() {
    return List.copyOf(hung);
  }
}
