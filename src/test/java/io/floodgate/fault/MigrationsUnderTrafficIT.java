package io.floodgate.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.floodgate.CommandLineRun;
import io.floodgate.config.Config;
import io.floodgate.db.Migration;
import io.floodgate.db.Migrations;
import io.floodgate.local.Endpoints;
import io.floodgate.local.StackConfig;
import io.floodgate.server.Database;
import io.floodgate.server.TestServer;
import io.floodgate.stack.Need;
import io.floodgate.stack.Sql;
import io.floodgate.stack.Stack;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The schema goes forward while orders come in, past transactions that hold what it needs. */
class MigrationsUnderTrafficIT {

  private static final int A_SECOND = 100;
  private static final Map<String, String> IMPATIENT =
      Map.of("FLOODGATE_POSTGRES_MIGRATION_LOCK_TIMEOUT", "200ms");

  /** Bears with a machine that is busy with other tests. */
  private static Map<String, String> server(boolean migrate) {
    return Map.of(
        "FLOODGATE_POSTGRES_MIGRATE",
        Boolean.toString(migrate),
        "FLOODGATE_POSTGRES_POOL_TIMEOUT",
        "5s");
  }

  /** What a request waits at most behind a migration, and for two cores that all tests share. */
  private static final Duration BOUND = Duration.ofSeconds(5);

  private static final String WAITING =
      "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
          + " AND application_name = 'floodgate-migrate' AND wait_event_type = 'Lock'";

  private static Endpoints stores;
  private static Database database;
  private static TestServer server;

  @BeforeAll
  static void startOnTheSchemaBefore() {
    stores = Stack.shared().start(Need.POSTGRES, Need.REDIS);
    Endpoints empty =
        stores
            .withDatabase("forward_" + UUID.randomUUID().toString().replace("-", ""))
            .withoutKafka();
    Sql.on(stores).run("CREATE DATABASE " + name(empty) + " TEMPLATE template0");
    database = new Database(empty);
    assertThat(migrations().upTo("3").run()).hasSize(3);
    server = TestServer.on(empty, server(false));
    server.with(50, 10_000_000, 10, 1_000_000);
  }

  @AfterAll
  static void stop() {
    server.close();
    Sql.on(stores).run("DROP DATABASE " + name(database.endpoints()) + " WITH (FORCE)");
  }

  private static String name(Endpoints endpoints) {
    return endpoints.postgres().database();
  }

  private static Migrations migrations() {
    return new Migrations(config());
  }

  private static Config.Postgres config() {
    return StackConfig.of(database.endpoints(), List.of(), IMPATIENT).postgres();
  }

  @Test
  void goesFromTheReleaseBeforeToThisOneAndToTheNextAndNoRequestFails() {
    try (Load load = Load.start(server.client(), A_SECOND, Load.shopping(50, 10))) {
      await().atMost(Duration.ofMinutes(1)).until(() -> isWarm(load));
      long warm = System.nanoTime();

      // As a vacuum of that partition would hold it.
      CommandLineRun forward =
          pastALock("LOCK TABLE outbox_0 IN SHARE UPDATE EXCLUSIVE MODE", this::migrateByHand);
      assertThat(forward.exitCode()).as(forward.err()).isZero();
      assertThat(forward.out()).contains("4 outbox vacuum", "migrations applied: 1");

      // As a report would, behind which the new column waits, and all orders behind that.
      long before = load.succeeded();
      List<Migration> next =
          pastALock(
              "SELECT FROM orders LIMIT 1", () -> migrations().with("classpath:db/next").run());
      assertThat(next).extracting(Migration::version).containsExactly("9001", "9002");
      await().until(() -> load.succeeded() > before + 50);

      List<Load.Attempt> attempts = load.stop();
      assertThat(attempts).extracting(Load.Attempt::outcome).containsOnly("200", "201");
      assertThat(attempts.stream().filter(attempt -> attempt.sentAt() > warm))
          .extracting(Load.Attempt::took)
          .allMatch(took -> took.compareTo(BOUND) < 0, "soon");
    }
    assertThat(
            database.number(
                "SELECT count(*) FROM pg_index WHERE indisvalid"
                    + " AND indexrelid = 'orders_by_note'::regclass"))
        .isEqualTo(1);
    theReleaseThatKnowsNothingOfTheNextStartsAnew();
    server.assertInvariantsHold();
  }

  /** A server that has just started answers its first requests slowly, whatever else happens. */
  private static boolean isWarm(Load load) {
    return load.attempts().stream()
            .filter(attempt -> attempt.took().compareTo(Duration.ofMillis(250)) < 0)
            .count()
        > 100;
  }

  private void theReleaseThatKnowsNothingOfTheNextStartsAnew() {
    assertThat(migrations().status())
        .extracting(Migration::version, Migration::state)
        .endsWith(tuple("9001", Migration.State.NEWER), tuple("9002", Migration.State.NEWER));
    for (boolean migrate : new boolean[] {true, false}) {
      try (TestServer old = TestServer.on(database.endpoints(), server(migrate))) {
        assertThat(old.client().get("/api/v1/products/1").status()).isEqualTo(200);
      }
    }
  }

  private CommandLineRun migrateByHand() {
    Map<String, String> variables = new HashMap<>(StackConfig.variables(database.endpoints()));
    variables.putAll(IMPATIENT);
    return CommandLineRun.of(variables, "migrate");
  }

  /** Lets go of the lock only when the migration has given up once and tries again. */
  private static <T> T pastALock(String statement, Supplier<T> migration) {
    CompletableFuture<T> done;
    try (Sql.Held _ = database.hold(statement)) {
      done = CompletableFuture.supplyAsync(migration);
      Set<String> attempts = new HashSet<>();
      await()
          .atMost(Duration.ofSeconds(20))
          .pollInterval(Duration.ofMillis(20))
          .until(
              () -> {
                attempts.addAll(database.texts(WAITING));
                return attempts.size() > 1;
              });
      assertThat(done).isNotDone();
    }
    return done.join();
  }
}
