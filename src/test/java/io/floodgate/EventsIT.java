package io.floodgate;

import static org.assertj.core.api.Assertions.assertThat;

import io.floodgate.local.StackConfig;
import io.floodgate.outbox.Told;
import io.floodgate.server.Client;
import io.floodgate.server.Crowd;
import io.floodgate.server.Database;
import io.floodgate.server.Line;
import io.floodgate.server.Request;
import io.floodgate.server.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a healthy server tells Kafka, and tells it again when an operator asks for it. */
class EventsIT {

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

  private static String saying(int events) {
    return "events that will be sent again: " + events + "\n";
  }

  @Test
  void republishesWhatAnOperatorAsksForWithPlacesThatSaySo() {
    long order = Request.order(1, Line.of(1)).sendTo(server.client()).join().number("orderId");
    Told before = Told.assertAll(database, PATIENCE);

    String said = republish("--aggregate", "ORDER", "--id", Long.toString(order));
    assertThat(said).containsPattern("events that will be sent again: [1-9]");
    Told after = Told.assertAll(database, PATIENCE);
    List<Told.Event> again =
        after.events().stream().filter(it -> it.place().republished()).toList();
    assertThat(again).hasSize(after.events().size() - before.events().size());
    assertThat(again).extracting(Told.Event::aggregate).contains("ORDER-" + order);
    assertThat(again).allMatch(event -> event.place().transaction() == 0);
    assertThat(again).allMatch(event -> said.startsWith(saying(again.size())));

    assertThat(republish("--from", "2020-01-01T00:00:00Z", "--until", "2020-01-02T00:00:00Z"))
        .startsWith(saying(0));
    String all =
        republish(
            "--from",
            "2020-01-01T00:00:00Z",
            "--until",
            "2100-01-01T00:00:00Z",
            "--aggregate",
            "PAYMENT");
    assertThat(all).doesNotStartWith(saying(0));
    assertThat(Told.assertAll(database, PATIENCE).repeated()).isGreaterThan(again.size());
  }

  private static String republish(String... arguments) {
    List<String> line = new ArrayList<>(List.of("replay", "outbox"));
    line.addAll(Arrays.asList(arguments));
    CommandLineRun run =
        CommandLineRun.of(StackConfig.variables(database.endpoints()), line.toArray(String[]::new));
    assertThat(run.exitCode()).as(run.err()).isZero();
    return run.out();
  }
}
