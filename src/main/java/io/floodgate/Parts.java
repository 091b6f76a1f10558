package io.floodgate;

import io.floodgate.ops.Life;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The start of a node, a step at a time, and its stop in reverse. The stop may come from another
 * thread in the middle of the start: it waits for the step under way, and no other begins. Blocks;
 * for threads of the program.
 */
final class Parts {

  private static final Duration STEP_TIMEOUT = Duration.ofSeconds(30);

  private final Vertx vertx;
  private final Life life;

  /** Held by whoever does a step, or stops what was started. */
  private final ReentrantLock turn = new ReentrantLock();

  private final Deque<Part> started = new ArrayDeque<>();

  Parts(Vertx vertx, Life life) {
    this.vertx = vertx;
    this.life = life;
  }

  /** A stop came before the start was over. */
  static final class StoppedWhileStarting extends RuntimeException {
    private static final long serialVersionUID = 1;

    private StoppedWhileStarting() {
      super("the server was stopped while it started");
    }
  }

  /**
   * Starts a part.
   *
   * @throws StoppedWhileStarting when a stop has come
   */
  void start(Part part) {
    act(
        () -> {
          started.push(part); // also one that starts but in part is stopped
          await(part.start(vertx));
        });
  }

  /**
   * Does what else there is to a start.
   *
   * @throws StoppedWhileStarting when a stop has come
   */
  void act(Runnable step) {
    turn.lock();
    try {
      if (life.phase() == Life.Phase.STOPPING) {
        throw new StoppedWhileStarting();
      }
      step.run();
    } finally {
      turn.unlock();
    }
  }

  /** Stops what was started, the last first, each before the next. */
  void stop(Closing closing) {
    if (!closing.awaitTurn("the start", turn)) {
      return;
    }
    try {
      while (!started.isEmpty()) {
        Part part = started.pop();
        closing.step(part.name(), () -> part.stop(vertx));
      }
    } finally {
      turn.unlock();
    }
  }

  /** What comes of a step that has its time. */
  static <T> T await(Future<T> step) {
    try {
      return step.await(STEP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException("a part of the server did not start in time", e);
    }
  }
}
