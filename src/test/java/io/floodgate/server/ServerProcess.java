package io.floodgate.server;

import static org.awaitility.Awaitility.await;

import io.floodgate.Main;
import io.floodgate.local.Endpoints;
import io.floodgate.local.Ports;
import io.floodgate.local.StackConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;

/**
 * The server as a process of its own, {@code java io.floodgate.Main serve}, which can be killed,
 * hung and started again on the same port and database. Its output is in {@code target/servers}.
 */
public final class ServerProcess implements AutoCloseable {

  private static final Duration START = Duration.ofSeconds(60);

  private final Map<String, String> environment;
  private final Path log;
  private final Client client;
  private Process process;

  private ServerProcess(Database database, Map<String, String> variables) {
    int port = Ports.free();
    Endpoints.Http http = new Endpoints.Http("127.0.0.1", port);
    this.environment = new HashMap<>(variables);
    environment.putAll(StackConfig.variables(database.endpoints()));
    environment.put("FLOODGATE_HTTP_PORT", Integer.toString(port));
    this.log = Path.of(System.getProperty("basedir", "."), "target", "servers", port + ".log");
    this.client = new Client(http.url());
  }

  /**
   * Starts one and returns when it is ready.
   *
   * @param variables {@code FLOODGATE_} variables over the shipped configuration
   */
  public static ServerProcess start(Database database, Map<String, String> variables) {
    ServerProcess server = new ServerProcess(database, variables);
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
    await().atMost(START).pollInterval(Duration.ofMillis(50)).until(this::isReady);
  }

  private void launch() {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1", // it lives for seconds, and starts in half the time
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                Main.class.getName(),
                "serve")
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

  /** {@code SIGKILL}: it has no chance to say or finish anything. Returns when it is gone. */
  public void kill() {
    process.destroyForcibly();
    process.onExit().join();
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
    kill();
  }
}
