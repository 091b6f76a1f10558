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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.Assumptions;

/**
 * The stores of the test JVM, started when the first test needs them and stopped when the JVM ends.
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

  /** For a server under test: whatever port is free. */
  static final Endpoints.Http ANY_PORT = new Endpoints.Http("127.0.0.1", 0);

  private final Flavour flavour;
  private final List<String> made = new CopyOnWriteArrayList<>();
  private String template;

  private Stack(Flavour flavour) {
    this.flavour = flavour;
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "stop-stack"));
  }

  private static final class Shared {
    static final Stack STACK = new Stack(flavour(System.getProperty("stack", "embedded")));
  }

  /** The one stack of this JVM. Nothing of it is started yet. */
  public static Stack shared() {
    return Shared.STACK;
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

  // Migrated once a JVM; copying it is much quicker than migrating again.
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
   * same port. Whoever stops a store starts it again: other tests share it.
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
