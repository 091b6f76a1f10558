package io.floodgate.bench;

import io.floodgate.local.Child;
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
    ChildServer server = new ChildServer(Child.start(command, environment, log), url);
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
