package io.floodgate.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * One store of the stack: a child process that keeps its data in one directory and listens on one
 * loopback port, both the same over all its starts.
 *
 * <p>Safe for use by several threads: calls wait for each other, and {@link #stop} ends a {@link
 * #start} that is under way.
 */
public abstract sealed class Store permits Postgres, Redis, Kafka {

  static final String HOST = "127.0.0.1";

  private final String name;
  private final String variable;
  private final int port;
  private final Path home;
  private final Path log;
  private final ReentrantLock turn = new ReentrantLock();
  private volatile boolean stopping;
  private volatile boolean closed;
  private Child child;

  /**
   * @param name as people know it
   * @param port to listen on; 0 takes a free one
   * @param variable the environment variable that changes the port
   * @param directory the stack's directory
   */
  Store(String name, int port, String variable, Path directory) {
    this.name = name;
    this.variable = variable;
    this.port = port == 0 ? Ports.free() : port;
    String folder = getClass().getSimpleName().toLowerCase(Locale.ROOT);
    this.home = directory.resolve(folder);
    this.log = directory.resolve("log").resolve(folder + ".log");
  }

  /** Makes ready what must exist before the process starts; does nothing when it exists. */
  abstract void prepare() throws Exception;

  /** Starts the process. */
  abstract Child launch() throws Exception;

  /** Whether the process takes work. Asked again and again, so it must answer quickly. */
  abstract boolean ready();

  /** What remains to be done once the process takes work. */
  void complete() throws Exception {}

  /** The signal that asks the process to stop without waiting for its clients. */
  abstract String stopSignal();

  /** Whether these are the program and the arguments of a process that {@link #launch} starts. */
  abstract boolean isOurs(String program, List<String> arguments);

  /** The name as people know it, such as {@code PostgreSQL}. */
  public final String name() {
    return name;
  }

  /** The port that the store listens on whenever it runs. */
  public final int port() {
    return port;
  }

  final Path home() {
    return home;
  }

  final Path log() {
    return log;
  }

  /** Whether the process lives, paused or not. */
  public final boolean running() {
    turn.lock();
    try {
      return child != null && child.alive();
    } finally {
      turn.unlock();
    }
  }

  /** The process, whose children count with it; the store must run. */
  public final ProcessHandle process() {
    turn.lock();
    try {
      return demandRunning().handle();
    } finally {
      turn.unlock();
    }
  }

  /**
   * Starts the store on its data and returns when it takes work; does nothing if it runs.
   *
   * @throws StackRefused if it cannot start; nothing of it is left running then
   */
  public final void start() {
    turn.lock();
    try {
      if (running()) {
        return;
      }
      Files.createDirectories(home);
      demandPort();
      prepare();
      refuseIfStopping();
      child = launch();
      await(child, this::ready, Duration.ofSeconds(60));
      complete();
    } catch (StackRefused e) {
      killChild();
      throw e;
    } catch (IOException e) {
      killChild();
      throw new StackRefused(name + " cannot start: " + e, e);
    } catch (Exception e) {
      killChild();
      throw new StackRefused(name + " cannot start: " + e.getMessage(), e);
    } finally {
      turn.unlock();
    }
  }

  /** Makes sure that nobody else listens on the port; the store must not run. */
  final void demandPort() {
    Ports.demand(HOST, port, name, variable);
  }

  /**
   * Stops the store in order; what clients have been told is on disk. Does nothing if it does not
   * run.
   */
  public final void stop() {
    stopping = true;
    turn.lock();
    try {
      if (child != null) {
        child.stop(stopSignal(), Duration.ofSeconds(30));
        child = null;
      }
    } finally {
      stopping = false;
      turn.unlock();
    }
  }

  /** Stops the store for good: a start that comes later is refused. */
  final void close() {
    closed = true;
    stop();
  }

  /** Ends the store as a power cut would: {@code SIGKILL} to all its processes. */
  public final void kill() {
    turn.lock();
    try {
      killChild();
    } finally {
      turn.unlock();
    }
  }

  /** Lets the store hang: its connections stay open and nothing answers ({@code SIGSTOP}). */
  public final void pause() {
    turn.lock();
    try {
      demandRunning().signalTree("STOP");
    } finally {
      turn.unlock();
    }
  }

  /** Ends a {@link #pause}. */
  public final void resume() {
    turn.lock();
    try {
      demandRunning().signalTree("CONT");
    } finally {
      turn.unlock();
    }
  }

  /**
   * Waits until the condition holds, and refuses when the process ends, the time is up or somebody
   * stops us.
   */
  final void await(Child process, BooleanSupplier condition, Duration patience) throws IOException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      refuseIfStopping();
      if (!process.alive() && !condition.getAsBoolean()) {
        throw new StackRefused(name + " ended while it started" + lastWords());
      }
      if (System.nanoTime() > deadline) {
        throw new StackRefused(
            name + " is not ready after " + patience.toSeconds() + " s" + lastWords());
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }

  /** Finds the processes of this store that an earlier launcher left behind. */
  final List<Child> orphans() {
    return ProcessHandle.allProcesses()
        .filter(process -> process.pid() != ProcessHandle.current().pid())
        .filter(process -> isOurs(process.info()))
        .map(Child::new)
        .toList();
  }

  /** Whether a process belongs to this store; any process of the machine may be asked about. */
  final boolean isOurs(ProcessHandle.Info info) {
    // A program of a container that is being made has the path "/", which has no last name.
    Optional<Path> program = info.command().map(Path::of).map(Path::getFileName);
    return program.isPresent()
        && info.arguments().isPresent()
        && isOurs(program.get().toString(), List.of(info.arguments().get()));
  }

  private Child demandRunning() {
    if (child == null || !child.alive()) {
      throw new IllegalStateException(name + " does not run.");
    }
    return child;
  }

  private void refuseIfStopping() {
    if (stopping || closed) {
      throw new StackRefused(name + " was stopped while it started.");
    }
  }

  private void killChild() {
    if (child != null) {
      child.kill();
      child = null;
    }
  }

  private String lastWords() throws IOException {
    if (Files.notExists(log)) {
      return ".";
    }
    List<String> lines =
        new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList();
    return "; see %s, which ends:%n%s"
        .formatted(
            log, String.join("\n", lines.subList(Math.max(0, lines.size() - 5), lines.size())));
  }

  /** Deletes the store's data. The store must not run. */
  final void erase() {
    try {
      Trees.delete(home);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
