package io.floodgate.stack;

import io.floodgate.db.Migrations;
import io.floodgate.local.EmbeddedStack;
import io.floodgate.local.Endpoints;
import io.floodgate.local.StackConfig;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.Assumptions;

/**
 * Stores for tests, started when the first test needs them and stopped when the JVM ends. As many
 * stacks are there as test classes run at a time: a test may stop what nobody else uses.
 *
 * <p>The system property {@code stack} says where they come from: {@code embedded} (the default;
 * child processes), {@code containers} (Testcontainers) or {@code external} (the {@code
 * FLOODGATE_*} variables, by default those of a running {@code ./mvnw -Plocal}).
 *
 * <p>Safe for use by several threads.
 */
public final class Stack {

  /** Brings an empty database to the present schema. */
  private static final Consumer<Endpoints> MIGRATOR =
      empty -> Migrations.migrate(StackConfig.of(empty, List.of(), Map.of()).postgres());

  private static final String FLAVOUR = System.getProperty("stack", "embedded");

  /** For a server under test: whatever port is free. */
  static final Endpoints.Http ANY_PORT = new Endpoints.Http("127.0.0.1", 0);

  private final Flavour flavour;
  private final List<String> made = new CopyOnWriteArrayList<>();
  private String template;

  private Stack(Flavour flavour) {
    this.flavour = flavour;
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "stop-stack"));
  }

  private static final ConcurrentMap<Thread, Stack> OF_TEST_THREADS = new ConcurrentHashMap<>();

  /** Known to the threads that a test starts, too. */
  private static final InheritableThreadLocal<Stack> OF_TEST = new InheritableThreadLocal<>();

  /**
   * The stack that all tests on this thread share, and no test on another thread. A test class runs
   * on one thread from its beginning to its end. Nothing of the stack is started yet.
   *
   * @throws IllegalStateException on a thread that no test has started
   */
  public static Stack shared() {
    Thread thread = Thread.currentThread();
    if (thread.getName().equals("main") || thread.getName().startsWith("junit-")) {
      OF_TEST.set(OF_TEST_THREADS.computeIfAbsent(thread, _ -> new Stack(flavour(FLAVOUR))));
    }
    Stack stack = OF_TEST.get();
    if (stack == null) {
      throw new IllegalStateException("no stack is known to " + thread);
    }
    return stack;
  }

  private static Flavour flavour(String name) {
    return switch (name) {
      case "embedded" -> new Embedded();
      case "containers" -> new Containers();
      case "external" -> External.of(System.getenv());
      default ->
          throw new IllegalArgumentException(
              "-Dstack=" + name + ": embedded, containers or external is wanted");
    };
  }

  /**
   * Starts the stores that are named and are not running yet, at once.
   *
   * @return where they are, with PostgreSQL's database {@code floodgate}, which is empty and
   *     shared; the address of a store that nobody has asked for leads nowhere yet
   */
  public Endpoints start(Need first, Need... others) {
    return start(EnumSet.of(first, others));
  }

  private Endpoints start(Set<Need> needs) {
    needs.parallelStream().forEach(flavour::start);
    return flavour.endpoints();
  }

  /**
   * Makes a migrated database that nobody else uses, in some fifty milliseconds.
   *
   * @param alsoNeeded the stores that the test needs beside PostgreSQL; without Kafka among them, a
   *     server is told that there is none
   */
  public Endpoints freshDatabase(Need... alsoNeeded) {
    Endpoints endpoints = start(Need.POSTGRES, alsoNeeded);
    String name = "test_" + UUID.randomUUID().toString().replace("-", "");
    create(name, template());
    Endpoints fresh = endpoints.withDatabase(name);
    return List.of(alsoNeeded).contains(Need.KAFKA) ? fresh : fresh.withoutKafka();
  }

  // Migrated once a stack; copying it is much quicker than migrating again.
  private synchronized String template() {
    if (template == null) {
      String name = "template_" + UUID.randomUUID().toString().replace("-", "");
      create(name, "template1");
      MIGRATOR.accept(flavour.endpoints().withDatabase(name));
      template = name;
    }
    return template;
  }

  private void create(String database, String from) {
    administrate("CREATE DATABASE " + database + " TEMPLATE " + from);
    made.add(database);
  }

  private void administrate(String sql) {
    Endpoints.Postgres postgres = flavour.endpoints().postgres();
    try (Connection connection =
            DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql + " failed at " + postgres.jdbcUrl(), e);
    }
  }

  /**
   * The stores as child processes, for tests that stop, kill or pause one and start it again on the
   * same port. Whoever stops a store starts it again: later tests share it.
   *
   * <p>The test is aborted, not failed, where the stores are not ours to stop.
   */
  public EmbeddedStack embedded() {
    return switch (flavour) {
      case Embedded embedded -> embedded.stack();
      case Containers _, External _ ->
          Assumptions.abort(
              "This test stops and kills stores, which only -Dstack=embedded allows.");
    };
  }

  private void close() {
    if (flavour instanceof External) { // the others vanish with their stores
      made.forEach(database -> administrate("DROP DATABASE " + database + " WITH (FORCE)"));
    }
    flavour.close();
  }
}
