package io.floodgate.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.floodgate.server.Client;
import io.floodgate.server.Crowd;
import io.floodgate.server.Database;
import io.floodgate.server.Line;
import io.floodgate.server.Request;
import io.floodgate.server.TestServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The relay of one healthy server. */
@TestMethodOrder(MethodOrderer.MethodName.class)
class RelayIT {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static TestServer server;
  private static Database database;

  @BeforeAll
  static void start() {
    server =
        TestServer.startWithKafka(
                Map.of(
                    "FLOODGATE_KAFKA_PROBE_INTERVAL", "100ms",
                    "FLOODGATE_KAFKA_PARTITIONS", "3",
                    "FLOODGATE_OUTBOX_LEASE", "1s"))
            .with(10, 1_000_000, 5, 10_000);
    database = server.database();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void tellsAllThatHappensInTheOrderOfVersions() {
    List<Client.Answer> orders =
        Crowd.of(
            200, i -> Request.unpaidOrder(1 + i % 10, Line.of(1 + i % 5)).sendTo(server.client()));
    assertThat(orders).allMatch(Client.Answer::succeeded);
    List<Client.Answer> paid =
        Crowd.of(
            200, i -> Request.pay(orders.get(i - 1).number("orderId")).sendTo(server.client()));
    assertThat(paid).allMatch(Client.Answer::succeeded);

    Told told = Told.assertAll(database, PATIENCE);
    assertThat(told.repeated()).isZero();
    assertThat(told.events()).hasSize((int) database.number("SELECT count(*) FROM outbox"));
    assertThat(told.events())
        .filteredOn(event -> event.topic().equals("order.events"))
        .extracting(event -> event.header("ce_type"))
        .containsOnly("OrderPlaced", "OrderPaid");
    Told.Event event = told.events().getFirst();
    assertThat(event.found().headers())
        .containsOnlyKeys(
            "ce_specversion",
            "ce_id",
            "ce_source",
            "ce_type",
            "ce_time",
            "ce_subject",
            "ce_aggregate",
            "ce_version",
            "content-type",
            "traceparent",
            "floodgate_place")
        .containsEntry("ce_specversion", "1.0")
        .containsEntry("ce_source", "/floodgate")
        .containsEntry("content-type", "application/json");
    assertThat(event.found().key()).isEqualTo(event.header("ce_subject"));
    server.assertInvariantsHold();
  }

  @Test
  void drainsABacklogInOrder() {
    int events = Integer.getInteger("backlog", 20_000);
    database.execute(
        """
        INSERT INTO outbox (slot, batch, position, aggregate, aggregate_id, version, type,
                            traceparent, payload, created_at)
        SELECT i / 96 %% 8, 1000000 + i / 96, i %% 96, 'PRODUCT', 1000 + i / 3, 1 + i %% 3, 'Tested',
               '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
               '{"schemaVersion":1,"text":"' || repeat('x', 300) || '"}', now()
          FROM generate_series(0, %d) AS i
        """
            .formatted(events - 1));
    long began = System.nanoTime();
    Told.awaitAll(database, PATIENCE);
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    System.out.println("@@ " + events * 1000L / took.toMillis() + " events/s " + took);
    Told.assertAll(database, PATIENCE);
    database.execute("DELETE FROM outbox WHERE type = 'Tested'");
  }
}
