package io.floodgate.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.floodgate.CommandLineRun;
import io.floodgate.local.EmbeddedStack;
import io.floodgate.local.Endpoints;
import io.floodgate.local.StackPorts;
import io.floodgate.server.Client;
import io.floodgate.server.Line;
import io.floodgate.server.Request;
import io.floodgate.server.TestServer;
import io.floodgate.stack.Stack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * docs/operating.md, Back up and restore, with a base back-up of PostgreSQL's low-level interface,
 * which is what {@code pg_basebackup} and the others do.
 */
class RestoreIT {

  private static final Path DIRECTORY = Path.of("target", "restore");
  private static final int USERS = 50;
  private static final int PRODUCTS = 5;

  @Test
  void aBackUpTakenUnderLoadHoldsAllThatWasAcknowledgedBeforeItEndedAndSellsOn() throws Exception {
    Stack.shared().embedded(); // or the test does not apply
    List<Load.Attempt> acknowledged;
    try (EmbeddedStack lost = claim("lost", true);
        EmbeddedStack restored = claim("restored", true)) {
      lost.postgres().start();
      lost.redis().start();
      try (TestServer server = TestServer.on(endpoints(lost), Map.of())) {
        server.with(USERS, 1_000_000, PRODUCTS, 1_000_000);
        try (Load load = Load.start(server.client(), 100, Load.shopping(USERS, PRODUCTS))) {
          awaitMore(load);
          acknowledged = backUp(endpoints(lost).postgres(), load);
          awaitMore(load); // of which the back-up knows nothing
          load.stop();
        }
      }
      lost.postgres().kill();

      restored.postgres().start();
      restored.redis().start();
      Endpoints here = endpoints(restored);
      assertThat(check(here)).matches(run -> run.exitCode() == 0, "the invariants hold");
      try (TestServer server = TestServer.on(here, Map.of())) {
        assertThat(server.database().texts("SELECT key FROM idempotency"))
            .containsAll(acknowledged.stream().map(Load.Attempt::key).toList());
        long effects = server.number("SELECT count(*) FROM idempotency");
        for (Load.Attempt attempt : acknowledged) {
          assertThat(attempt.request().sendTo(server.client(), attempt.key()).join())
              .matches(Client.Answer::replayed, "is the answer of before")
              .extracting(Client.Answer::data)
              .isEqualTo(attempt.answer().orElseThrow().data());
        }
        assertThat(server.number("SELECT count(*) FROM idempotency")).isEqualTo(effects);
        assertThat(Request.order(1, Line.of(1)).sendTo(server.client()).join().outcome())
            .isEqualTo("201");
        server.assertInvariantsHold();
      }
    }
  }

  /**
   * Copies a data directory while its PostgreSQL goes on.
   *
   * @return what clients had been told before the back-up ended
   */
  private static List<Load.Attempt> backUp(Endpoints.Postgres from, Load load)
      throws SQLException, IOException, InterruptedException {
    Path origin = DIRECTORY.resolve("lost/postgres/data");
    Path copy = Files.createDirectories(DIRECTORY.resolve("restored/postgres")).resolve("data");
    try (Connection connection =
            DriverManager.getConnection(from.jdbcUrl(), from.user(), from.password());
        Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_backup_start('test', true)");
      copy(origin, copy);
      awaitMore(load); // the WAL has to bring these
      List<Load.Attempt> told = load.attempts().stream().filter(Load.Attempt::succeeded).toList();
      try (ResultSet stopped =
          statement.executeQuery("SELECT labelfile FROM pg_backup_stop(false)")) {
        stopped.next();
        Files.writeString(copy.resolve("backup_label"), stopped.getString(1));
      }
      copy(origin.resolve("pg_wal"), copy);
      Files.delete(copy.resolve("postmaster.pid"));
      return told;
    }
  }

  /** With owners and permissions, which PostgreSQL insists on. */
  private static void copy(Path from, Path to) throws IOException, InterruptedException {
    Process copying =
        new ProcessBuilder("cp", "-a", from.toString(), to.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD) // a file may be gone meanwhile
            .start();
    assertThat(copying.waitFor(1, TimeUnit.MINUTES)).isTrue();
  }

  private static void awaitMore(Load load) {
    long before = load.succeeded();
    await().atMost(Duration.ofSeconds(30)).until(() -> load.succeeded() > before + 50);
  }

  private static CommandLineRun check(Endpoints endpoints) {
    return CommandLineRun.of(
        Map.of(
            "FLOODGATE_POSTGRES_PORT", Integer.toString(endpoints.postgres().port()),
            "FLOODGATE_POSTGRES_USER", endpoints.postgres().user(),
            "FLOODGATE_POSTGRES_PASSWORD", endpoints.postgres().password(),
            "FLOODGATE_REDIS_PORT", Integer.toString(endpoints.redis().port()),
            "FLOODGATE_KAFKA_BOOTSTRAP", ""),
        "check");
  }

  private static EmbeddedStack claim(String name, boolean fresh) {
    return EmbeddedStack.claim(DIRECTORY.resolve(name), StackPorts.ANY, fresh, line -> {});
  }

  private static Endpoints endpoints(EmbeddedStack stack) {
    return new Endpoints(
        stack.postgres().endpoint(),
        stack.redis().endpoint(),
        new Endpoints.Kafka("", ""),
        new Endpoints.Http("127.0.0.1", 0));
  }
}
