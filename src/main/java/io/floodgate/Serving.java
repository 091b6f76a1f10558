package io.floodgate;

import io.floodgate.config.LiveConfig;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code floodgate serve}, from its start to its exit code: 0 when a signal came and all was
 * stopped in order, 1 when something did not stop in time. A second signal ends it at once.
 */
final class Serving {

  private static final Logger LOG = LoggerFactory.getLogger(Serving.class);

  private static final int NOT_IN_ORDER = 1;

  private final Backend backend;
  private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();
  private final AtomicBoolean told = new AtomicBoolean();

  private Serving(Backend backend) {
    this.backend = backend;
  }

  /**
   * Serves until a signal comes, which may be while it starts. Blocks.
   *
   * @throws RuntimeException when it cannot start
   */
  static int run(LiveConfig config) {
    Serving serving = new Serving(new Backend(config));
    Runnable restore = Signals.handle(serving::signalled);
    // A thread of its own: the program ends in time also where a step of the start hangs.
    Thread.ofPlatform().daemon().name("start").start(() -> serving.open(config));
    try {
      return serving.exitCode.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    } finally {
      restore.run();
    }
  }

  private void open(LiveConfig config) {
    try {
      backend.open();
      LOG.info("listening on http://{}:{}", config.get().http().host(), backend.port());
    } catch (Parts.StoppedWhileStarting e) {
      LOG.info("{}", e.getMessage());
    } catch (Exception e) { // a failed future throws whatever it failed with
      backend.stop();
      exitCode.completeExceptionally(e);
    }
  }

  private void signalled(String signal) {
    if (told.compareAndSet(false, true)) {
      LOG.info("stopping: {}", signal);
      Thread.ofPlatform().name("stop").start(this::stop); // or the next signal would wait for it
    } else {
      LOG.warn("ending at once: {} came again", signal);
      Runtime.getRuntime().halt(NOT_IN_ORDER);
    }
  }

  private void stop() {
    long began = System.nanoTime();
    List<String> hung = backend.stop();
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    if (hung.isEmpty()) {
      LOG.info("stopped in {} ms", took.toMillis());
    } else {
      LOG.error("stopped in {} ms but for: {}", took.toMillis(), String.join(", ", hung));
    }
    exitCode.complete(hung.isEmpty() ? 0 : NOT_IN_ORDER);
  }
}
