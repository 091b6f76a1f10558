package io.floodgate.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.floodgate.server.Database;
import io.floodgate.server.Line;
import io.floodgate.server.Request;
import io.floodgate.server.ServerProcess;
import io.floodgate.server.TestServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KilledServerIT {

  private static final int USERS = 50;
  private static final int PRODUCTS = 10;

  @Test
  void keepsItsWordWhenItIsKilledUnderLoadAgainAndAgain() {
    Database database = Database.fresh().with(USERS, 50_000_000, PRODUCTS, 1_000_000);
    Map<String, String> variables =
        Map.of(
            "FLOODGATE_ORDERS_PAYMENT_WINDOW", "1s", "FLOODGATE_ORDERS_EXPIRY_INTERVAL", "100ms");
    try (ServerProcess server = ServerProcess.start(database, variables);
        Load load = Load.start(server.client(), 200, Load.shopping(USERS, PRODUCTS))) {
      for (int kills = 0; kills < 3; kills++) {
        long before = load.succeeded();
        await().atMost(Duration.ofSeconds(30)).until(() -> load.succeeded() > before + 100);
        server.kill();
        server.start();
      }
      List<Load.Attempt> attempts = load.stop();

      // A server that starts says so before it serves.
      assertThat(Truth.outcomes(attempts).keySet())
          .contains("200", "201", "no answer")
          .isSubsetOf("200", "201", "no answer", "503 UNAVAILABLE");
      Truth.assertTold(attempts, database);
      Truth.assertRetriesAreSafe(attempts, server.client(), database);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () ->
                  database.number("SELECT count(*) FROM orders WHERE status = 'PENDING_PAYMENT'")
                      == 0);
      server.client().assertInvariantsHold();
    }
  }

  @Test
  void anotherServerGoesOnWhileOneHangsWithLockedRows() {
    Database database = Database.fresh().with(USERS, 1_000_000_000, 1, 1_000_000);
    // A hung server's transactions are ended by PostgreSQL before anybody's patience is.
    Map<String, String> variables =
        Map.of(
            "FLOODGATE_POSTGRES_IDLE_IN_TRANSACTION_TIMEOUT", "500ms",
            "FLOODGATE_ORDERS_BATCHING_MAX_BATCH", "4");
    try (ServerProcess hanging = ServerProcess.start(database, variables);
        TestServer other = TestServer.on(database.endpoints(), variables);
        Load load =
            Load.start(
                List.of(hanging.client(), other.client()), 200, KilledServerIT::requestForOne)) {
      for (int pauses = 0; pauses < 2; pauses++) {
        long before = load.succeeded();
        await().atMost(Duration.ofSeconds(30)).until(() -> load.succeeded() > before + 100);
        hanging.pause();
        long paused = load.succeeded();
        await().atMost(Duration.ofSeconds(30)).until(() -> load.succeeded() > paused + 100);
        hanging.resume();
      }
      List<Load.Attempt> attempts = load.stop();

      assertThat(Truth.outcomes(attempts).keySet())
          .isSubsetOf("201", "503 UNAVAILABLE", "503 TIMED_OUT", "504 UNKNOWN");
      Truth.assertTold(attempts, database);
      Truth.assertRetriesAreSafe(attempts, hanging.client(), database);
      hanging.client().assertInvariantsHold();
    }
  }

  private static Request requestForOne(long number) {
    return Request.order(1 + number % USERS, Line.of(1));
  }
}
