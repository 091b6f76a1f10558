package io.floodgate.bench;

import io.floodgate.local.Child;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A server in a JVM of its own: the one under test, or the bare one beside it. Both run with the
 * same heap and the same options.
 */
final class ChildServer implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Child child;
  private final String url;

  private ChildServer(Child child, String url) {
    this.child = child;
    this.url = url;
  }

  /**
   * Starts it and returns when it answers.
   *
   * @param program what follows the options on Java's command line
   * @param ready the path that answers with 200 then
   * @throws Refused if it does not
   */
  static ChildServer start(
      List<String> program, Map<String, String> environment, String url, String ready, Path log) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options().split(" ")));
    command.addAll(program);
    Path pid = log.resolveSibling(log.getFileName() + ".pid");
    stopOrphan(pid, program);
    ChildServer server = new ChildServer(Child.start(command, environment, log), url);
    // Here too: a signal may come before it is known to anybody.
    Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop-child"));
    write(pid, server.process().pid());
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!server.answers(ready)) {
      if (!server.child.alive() || System.nanoTime() > deadline) {
        server.close();
        throw new Refused("%s does not start; see %s".formatted(String.join(" ", program), log));
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
    return server;
  }

  /** What a bench that was killed has left running. */
  private static void stopOrphan(Path file, List<String> program) {
    if (Files.exists(file)) {
      ProcessHandle.of(Long.parseLong(read(file)))
          .filter(process -> isOurs(process, program))
          .ifPresent(process -> new Child(process).kill());
    }
  }

  // The number may be anybody's by now.
  private static boolean isOurs(ProcessHandle process, List<String> program) {
    return process
        .info()
        .arguments()
        .map(arguments -> List.of(arguments).containsAll(program))
        .orElse(false);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, long pid) {
    try {
      Files.writeString(file, Long.toString(pid));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Of Java, as the pom gives them to servers. */
  static String options() {
    return System.getProperty("server.jvm", "-Xmx512m");
  }

  private boolean answers(String path) {
    try {
      return Http.get(url + path, Duration.ofSeconds(2)).statusCode() == 200;
    } catch (Refused e) {
      return false;
    }
  }

  String url() {
    return url;
  }

  ProcessHandle process() {
    return child.handle();
  }

  @Override
  public void close() {
    child.stop("TERM", Duration.ofSeconds(30));
  }
}
