package io.floodgate.bench;

import io.floodgate.config.Config;
import io.floodgate.db.Migrations;
import io.floodgate.demo.DemoData;
import io.floodgate.local.EmbeddedStack;
import io.floodgate.local.Endpoints;
import io.floodgate.local.Ports;
import io.floodgate.local.StackConfig;
import io.floodgate.local.StackPorts;
import io.floodgate.local.WalReserve;
import io.floodgate.outbox.OutboxTable;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Everything that runs: stores of the bench's own, on free ports and with new data; the server
 * under test; the bare server. One thread.
 */
final class Rig implements AutoCloseable {

  private static final Path DIRECTORY = Path.of(".bench");
  private static final Path BENCH_CONFIG = Path.of("conf/bench.yaml");
  private static final Duration DRAIN_PATIENCE = Duration.ofMinutes(5);

  private final EmbeddedStack stack;
  private final Endpoints endpoints;
  private final int users;
  private final Consumer<String> says;
  private LimitDatabase limit;
  private ChildServer server;
  private ChildServer bare;

  private Rig(EmbeddedStack stack, int users, Consumer<String> says) {
    this.stack = stack;
    this.users = users;
    this.says = says;
    this.endpoints =
        new Endpoints(
            stack.postgres().endpoint(),
            stack.redis().endpoint(),
            stack.kafka().endpoint(),
            new Endpoints.Http("127.0.0.1", Ports.free()));
  }

  /** Starts the stores on new data: a database for the server, and a copy of it for pgbench. */
  static Rig start(int users, Consumer<String> says) throws SQLException, IOException {
    Rig rig = new Rig(EmbeddedStack.claim(DIRECTORY, StackPorts.ANY, true, says), users, says);
    // A signal, too, stops everything.
    Runtime.getRuntime().addShutdownHook(new Thread(rig::close, "stop"));
    try {
      rig.stack.kafka().livesLong();
      rig.stack.start();
      rig.load();
      return rig;
    } catch (SQLException | IOException | RuntimeException e) {
      rig.close();
      throw e;
    }
  }

  private void load() throws SQLException, IOException {
    Config.Postgres postgres =
        StackConfig.of(endpoints, List.of(BENCH_CONFIG), Map.of()).postgres();
    WalReserve.fill(endpoints.postgres(), DIRECTORY, says);
    Migrations.migrate(postgres);
    DemoData.Amounts amounts = DemoData.Amounts.LOCAL;
    DemoData.load(
        postgres,
        new DemoData.Amounts(users, amounts.points(), amounts.products(), amounts.stock()),
        (what, done, all) -> says.accept("  %s %,d of %,d".formatted(what, done, all)));
    limit = LimitDatabase.copyOf(endpoints.postgres());
  }

  /** Starts the server under test, in place of one that runs. */
  void serve(List<Path> configuration) {
    stopServer();
    server =
        ChildServer.start(
            serverCommand("serve", configuration),
            StackConfig.variables(endpoints),
            endpoints.http().url(),
            "/ops/health/ready",
            DIRECTORY.resolve("log/server.log"));
  }

  /** The jar with a command of its own, and the configuration that the bench lays over it. */
  static List<String> serverCommand(String command, List<Path> configuration) {
    List<String> all =
        new ArrayList<>(
            List.of("-jar", "target/floodgate.jar", command, "--config", BENCH_CONFIG.toString()));
    configuration.forEach(file -> all.addAll(List.of("--config", file.toString())));
    return all;
  }

  /** What the server itself says that it is configured with; secrets are masked. */
  List<String> configuration() {
    List<String> command =
        new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString()));
    command.addAll(serverCommand("config", List.of()));
    return Shell.run(StackConfig.variables(endpoints), command).lines().toList();
  }

  void stopServer() {
    if (server != null) {
      server.close();
      server = null;
    }
  }

  /** Where the bare server answers, which starts when it is first asked for. */
  String bareUrl() {
    if (bare == null) {
      Endpoints.Http http = new Endpoints.Http("127.0.0.1", Ports.free());
      Map<String, String> environment =
          new HashMap<>(
              StackConfig.variables(
                  new Endpoints(limit.endpoint(), endpoints.redis(), endpoints.kafka(), http)));
      environment.put("CLASSPATH", System.getProperty("java.class.path"));
      bare =
          ChildServer.start(
              List.of(BareServer.class.getName()),
              environment,
              http.url(),
              "/api/v1/products/top",
              DIRECTORY.resolve("log/bare.log"));
    }
    return bare.url();
  }

  String serverUrl() {
    return server.url();
  }

  ProcessHandle serverProcess() {
    return server.process();
  }

  Coupons coupons() {
    return new Coupons(server.url());
  }

  Endpoints endpoints() {
    return endpoints;
  }

  LimitDatabase limit() {
    return limit;
  }

  Database database() {
    return new Database(endpoints.postgres());
  }

  int users() {
    return users;
  }

  /**
   * Makes the next run begin as the last one did: all events are sent, and no checkpoint is due.
   */
  void settle() {
    awaitDrained();
    limit.emptyOutbox();
    database().run("CHECKPOINT");
  }

  /** Returns once the relay has sent everything. */
  void awaitDrained() {
    long deadline = System.nanoTime() + DRAIN_PATIENCE.toNanos();
    while (database().text(OutboxTable.HAS_UNSENT).equals("t")) {
      if (System.nanoTime() > deadline) {
        throw new Refused("The outbox was not drained within " + DRAIN_PATIENCE);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
    }
  }

  /** The CPU time of each so far. */
  Cpu cpu() {
    Map<String, ProcessHandle> processes = new HashMap<>();
    processes.put("postgres", stack.postgres().process());
    processes.put("redis", stack.redis().process());
    processes.put("kafka", stack.kafka().process());
    if (server != null) {
      processes.put("server", server.process());
    }
    if (bare != null) {
      processes.put("bare", bare.process());
    }
    return Cpu.read(processes);
  }

  /** Stops everything; what was measured has been written by then. */
  @Override
  public synchronized void close() {
    stopServer();
    if (bare != null) {
      bare.close();
      bare = null;
    }
    stack.close();
  }
}
