package io.floodgate.fault;

import static io.floodgate.server.Crowd.outcomes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.floodgate.local.Postgres;
import io.floodgate.outbox.Told;
import io.floodgate.server.Client;
import io.floodgate.server.Database;
import io.floodgate.server.Line;
import io.floodgate.server.Request;
import io.floodgate.server.ServerProcess;
import io.floodgate.stack.Sql;
import io.floodgate.stack.Stack;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** SIGTERM at a bad moment. */
class StopIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int ORDERS = 50;

  @Test
  void whatWasTakenOnIsAnsweredAndTold() {
    Database database = Database.freshWithKafka().with(ORDERS, 1_000_000, 1, 1_000);
    Map<String, String> oneLane =
        Map.of(
            "FLOODGATE_ORDERS_BATCHING_LANES", "1",
            "FLOODGATE_ORDERS_BATCHING_MAX_BATCH", "8",
            "FLOODGATE_POSTGRES_LOCK_TIMEOUT", "5s",
            "FLOODGATE_KAFKA_PARTITIONS", "1",
            "FLOODGATE_HTTP_STOP_DELAY", "300ms");
    try (ServerProcess server = ServerProcess.start(database, oneLane)) {
      List<CompletableFuture<Client.Answer>> orders;
      try (Sql.Held _ = database.holdProduct(1)) {
        orders = order(server);
        await().atMost(PATIENCE).until(() -> database.waiting() > 0);
        server.terminate();
        await().atMost(PATIENCE).until(() -> isNotReady(server));
        assertThat(orders).noneMatch(CompletableFuture::isDone);
      }
      assertThat(outcomes(orders.stream().map(CompletableFuture::join).toList()))
          .isEqualTo(Map.of("201", (long) ORDERS));
      assertThat(server.awaitEnd(PATIENCE)).as(server.said()).isZero();
      // Nobody else is there to send them.
      assertThat(database.number("SELECT count(*) FROM outbox_unsent")).isZero();
      assertThat(Told.in(database).firsts()).hasSizeGreaterThanOrEqualTo(ORDERS);
    }
  }

  @Test
  void aStopEndsInTimeWhilePostgresHangsAndSaysWhatHung() {
    Database database = Database.fresh().with(ORDERS, 1_000_000, 1, 1_000);
    Map<String, String> brief =
        Map.of(
            "FLOODGATE_RUNTIME_STOP_TIMEOUT", "4s",
            "FLOODGATE_HTTP_DRAIN_TIMEOUT", "500ms",
            "FLOODGATE_OPS_PROBE_TIMEOUT", "300ms",
            "FLOODGATE_OPS_PROBE_INTERVAL", "50ms");
    Postgres postgres = Stack.shared().embedded().postgres();
    try (ServerProcess server = ServerProcess.start(database, brief)) {
      postgres.pause();
      try {
        order(server);
        await().atMost(PATIENCE).until(() -> isNotReady(server));
        long told = System.nanoTime();
        server.terminate();
        assertThat(server.awaitEnd(PATIENCE)).as(server.said()).isEqualTo(1);
        assertThat(Duration.ofNanos(System.nanoTime() - told)).isLessThan(Duration.ofSeconds(6));
        assertThat(server.said()).contains("points, products and orders did not stop within");
      } finally {
        postgres.resume();
      }
    }
  }

  @Test
  void aSignalWhileItStartsStopsItAndASecondOneEndsItAtOnce() {
    Database database = Database.fresh();
    try (ServerProcess server = ServerProcess.of(database, Map.of())) {
      try (Sql.Held _ =
          database.hold("LOCK TABLE flyway_schema_history IN ACCESS EXCLUSIVE MODE")) {
        server.launch();
        awaitMigrations(server);
        assertThat(server.client().get("/api/v1/products").status()).isEqualTo(503);
        server.terminate();
        await().atMost(PATIENCE).until(() -> server.said().contains("stopping: SIGTERM"));
        server.terminate();
        assertThat(server.awaitEnd(PATIENCE)).isEqualTo(1);

        server.launch();
        awaitMigrations(server);
        server.terminate();
        await()
            .atMost(PATIENCE)
            .until(() -> server.said().split("stopping: SIGTERM", -1).length > 2);
      }
      assertThat(server.awaitEnd(PATIENCE)).as(server.said()).isZero();
      assertThat(server.said()).contains("stopped in ").doesNotContain("listening on");
    }
  }

  /** Before anything else is there, it says what it is at. */
  private static void awaitMigrations(ServerProcess server) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(CompletionException.class)
        .until(
            () -> {
              JsonNode startup = server.client().get("/ops/health/startup").data();
              return !startup.path("started").asBoolean(true)
                  && startup.path("todo").path(0).asText().equals("migrations");
            });
  }

  private static List<CompletableFuture<Client.Answer>> order(ServerProcess server) {
    return IntStream.rangeClosed(1, ORDERS)
        .mapToObj(user -> Request.order(user, Line.of(1)).sendTo(server.client(), "key-" + user))
        .toList();
  }

  private static boolean isNotReady(ServerProcess server) {
    try {
      return server.client().get("/ops/health/ready").status() == 503;
    } catch (CompletionException gone) {
      return true;
    }
  }
}
