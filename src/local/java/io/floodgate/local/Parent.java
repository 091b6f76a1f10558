package io.floodgate.local;

import java.util.concurrent.CompletableFuture;

/** The process that started this one: Maven, which cannot pass on the signal that kills it. */
public final class Parent {

  private Parent() {}

  /**
   * Ends this process with code 1 when the one that the system property {@code stop.with} names
   * ends; does nothing without it.
   */
  public static void stopWithIt() {
    Long parent = Long.getLong("stop.with");
    if (parent == null) {
      return;
    }
    CompletableFuture<?> ended =
        ProcessHandle.of(parent)
            .<CompletableFuture<?>>map(ProcessHandle::onExit)
            .orElseGet(() -> CompletableFuture.completedFuture(null));
    // A thread of its own: exit() never returns, and the JDK's process reaper, which calls us, must
    // go on reaping.
    ended.thenRun(() -> new Thread(() -> System.exit(1), "stop-with-parent").start());
  }
}
