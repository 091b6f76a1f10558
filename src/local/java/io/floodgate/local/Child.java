package io.floodgate.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A process of the stack: one that we started, or one that an earlier launcher left behind.
 *
 * @param handle the process, which keeps its id through {@code setsid} and {@code unshare}: both
 *     become the program
 */
public record Child(ProcessHandle handle) {

  private static final long LOG_LIMIT_BYTES = 10_000_000;

  /** Starts a process that writes to the log file and reads nothing. */
  public static Child start(List<String> command, Map<String, String> environment, Path log) {
    try {
      Files.createDirectories(log.getParent());
      if (Files.exists(log) && Files.size(log) > LOG_LIMIT_BYTES) {
        Files.move(
            log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
      }
      ProcessBuilder builder =
          new ProcessBuilder(Host.detached(command))
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      // A developer's PGDATA or PGPORT must not reach our PostgreSQL.
      builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
      builder.environment().putAll(Map.of("LC_ALL", "C", "TZ", "UTC"));
      builder.environment().putAll(environment);
      return new Child(builder.start().toHandle());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether it has not ended yet. */
  public boolean alive() {
    return handle.isAlive();
  }

  /** Asks the process to stop with the signal and waits; what has not stopped by then is killed. */
  public void stop(String signal, Duration patience) {
    signalTree("CONT"); // a paused process would hear nothing
    signal(signal, List.of(handle));
    if (!ends(handle, patience)) {
      kill();
    }
  }

  /** Ends the process and all its descendants at once, and returns when they are gone. */
  public void kill() {
    List<ProcessHandle> tree = tree();
    tree.forEach(ProcessHandle::destroyForcibly);
    for (ProcessHandle process : tree) {
      if (!ends(process, Duration.ofSeconds(10))) {
        throw new StackRefused("Process " + process.pid() + " survives SIGKILL.");
      }
    }
  }

  /** Sends the signal to the process and all its descendants. */
  void signalTree(String signal) {
    signal(signal, tree());
  }

  private List<ProcessHandle> tree() {
    List<ProcessHandle> tree = new ArrayList<>();
    tree.add(handle);
    handle.descendants().forEach(tree::add);
    return tree;
  }

  // Java sends no signal but TERM and KILL.
  private static void signal(String signal, List<ProcessHandle> processes) {
    List<String> command =
        new ArrayList<>(List.of("sh", "-c", "kill -s " + signal + " \"$@\"", "kill"));
    processes.forEach(process -> command.add(Long.toString(process.pid())));
    try {
      new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean ends(ProcessHandle process, Duration patience) {
    try {
      process.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return !process.isAlive();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return !process.isAlive();
    }
  }
}
