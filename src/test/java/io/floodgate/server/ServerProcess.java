package io.floodgate.server;

import static org.awaitility.Awaitility.await;

import io.floodgate.Main;
import io.floodgate.local.Endpoints;
import io.floodgate.local.Ports;
import io.floodgate.local.StackConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * The server as a process of its own, {@code java io.floodgate.Main serve}, which can be killed,
 * hung and started again on the same port and database. Its output is in {@code target/servers}.
 */
public final class ServerProcess implements AutoCloseable {

  private static final Duration START = Duration.ofSeconds(60);

  private final Map<String, String> environment;
  private final List<String> jvm;
  private final Path log;
  private final Client client;
  private Process process;

  private ServerProcess(Database database, Map<String, String> variables, String... jvm) {
    this.jvm = List.of(jvm);
    int port = Ports.free();
    Endpoints.Http http = new Endpoints.Http("127.0.0.1", port);
    this.environment = new HashMap<>(Unrefused.unless(variables));
    environment.putAll(StackConfig.variables(database.endpoints()));
    environment.put("FLOODGATE_HTTP_PORT", Integer.toString(port));
    this.log = Path.of(System.getProperty("basedir", "."), "target", "servers", port + ".log");
    this.client = new Client(http.url());
  }

  /**
   * Starts one and returns when it is ready.
   *
   * @param variables {@code FLOODGATE_} variables over the shipped configuration
   * @param jvm options of its JVM, such as {@code -Xmx100m}
   */
  public static ServerProcess start(
      Database database, Map<String, String> variables, String... jvm) {
    ServerProcess server = new ServerProcess(database, variables, jvm);
    try {
      server.start();
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
    return server;
  }

  /** Starts it again after a {@link #kill} and returns when it is ready. */
  public void start() {
    launch();
    awaitReady();
  }

  /** Returns when it is ready. */
  public void awaitReady() {
    await().atMost(START).pollInterval(Duration.ofMillis(50)).until(this::isReady);
  }

  /** One that has not been started yet. */
  public static ServerProcess of(Database database, Map<String, String> variables, String... jvm) {
    return new ServerProcess(database, variables, jvm);
  }

  /** Starts it and returns at once. */
  public void launch() {
    List<String> command = new ArrayList<>();
    command.add(program("java"));
    command.add("-Xmx512m");
    command.add("-XX:TieredStopAtLevel=1"); // it lives for seconds, and starts in half the time
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.addAll(jvm);
    command.add(Main.class.getName());
    command.add("serve");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().keySet().removeIf(name -> name.startsWith("FLOODGATE_"));
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.environment().putAll(environment);
    try {
      Files.createDirectories(log.getParent());
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isReady() {
    if (!process.isAlive()) {
      throw new IllegalStateException("the server ended while it started; see " + log);
    }
    try {
      return client.get("/ops/health/ready").status() == 200;
    } catch (CompletionException notYet) {
      return false;
    }
  }

  public Client client() {
    return client;
  }

  /** The port that it listens on, the same after each start. */
  public int port() {
    return Integer.parseInt(environment.get("FLOODGATE_HTTP_PORT"));
  }

  /** The lines that it has written to its log by now, since the first start. */
  public List<String> logLines() {
    try {
      return Files.readAllLines(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The bytes of the objects that live in its heap, after a full collection. */
  public long heapBytes() {
    return Long.parseLong(
        lastMatch(
            jcmd("GC.class_histogram"),
            Pattern.compile("^Total +\\d+ +(\\d+)", Pattern.MULTILINE)));
  }

  /** The memory of the whole process. */
  public long residentBytes() {
    try {
      String status = Files.readString(Path.of("/proc", Long.toString(process.pid()), "status"));
      return 1024 * Long.parseLong(lastMatch(status, Pattern.compile("VmRSS:\\s+(\\d+) kB")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String jcmd(String command) {
    try {
      Process jcmd =
          new ProcessBuilder(program("jcmd"), Long.toString(process.pid()), command).start();
      String output = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      jcmd.onExit().join();
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String lastMatch(String text, Pattern pattern) {
    return pattern
        .matcher(text)
        .results()
        .reduce((_, last) -> last)
        .orElseThrow(() -> new IllegalStateException("no " + pattern + " in " + text))
        .group(1);
  }

  private static String program(String name) {
    return Path.of(System.getProperty("java.home"), "bin", name).toString();
  }

  /** {@code SIGKILL}: it has no chance to say or finish anything. Returns when it is gone. */
  public void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  /** {@code SIGTERM}: it is to stop. Returns at once. */
  public void terminate() {
    process.destroy();
  }

  /**
   * Waits for its end.
   *
   * @return its exit code
   */
  public int awaitEnd(Duration patience) {
    try {
      return process.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS).exitValue();
    } catch (TimeoutException e) {
      throw new AssertionError("it has not ended; see " + log, e);
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** All that it has said, also before it was last started. */
  public String said() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code SIGSTOP}: it hangs with all its connections open. */
  public void pause() {
    Signal.STOP.to(List.of(process.pid()));
  }

  /** Ends a {@link #pause}. */
  public void resume() {
    Signal.CONT.to(List.of(process.pid()));
  }

  @Override
  public void close() {
    if (process != null) {
      kill();
    }
  }
}
