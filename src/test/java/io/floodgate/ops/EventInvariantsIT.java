package io.floodgate.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.floodgate.db.TestDatabase;
import io.floodgate.db.Transactions;
import io.floodgate.kafka.KafkaStore;
import io.floodgate.local.StackConfig;
import io.floodgate.outbox.Aggregate;
import io.floodgate.outbox.Place;
import io.floodgate.outbox.ToldEvent;
import io.floodgate.server.Database;
import io.floodgate.server.Line;
import io.floodgate.server.Request;
import io.floodgate.server.TestServer;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is said of Kafka and the outbox: each is broken here, by hand. */
class EventInvariantsIT {

  private static final Duration SOON = Duration.ofSeconds(20);

  private static Database database;
  private static TestDatabase on;
  private static Transactions transactions;
  private static Vertx vertx;
  private static KafkaStore kafka;

  /** A few orders, told; from then on nobody relays. */
  @BeforeAll
  static void tellOfSomeOrders() {
    database = Database.freshWithKafka().with(3, 1_000_000, 3, 1_000);
    try (TestServer server = TestServer.on(database.endpoints(), Map.of())) {
      for (int user = 1; user <= 3; user++) {
        Request order = Request.order(user, new Line(user, 1));
        assertThat(server.client().post(order.path(), order.body()).status()).isEqualTo(201);
      }
      await().atMost(SOON).until(() -> database.number("SELECT count(*) FROM outbox_unsent") == 0);
      server.assertInvariantsHold();
    }
    on = TestDatabase.of(database.endpoints());
    transactions = on.database().longTransactions(Duration.ofSeconds(10));
    vertx = Vertx.vertx();
    kafka =
        new KafkaStore(vertx, StackConfig.of(database.endpoints(), List.of(), Map.of()).kafka());
    for (Aggregate aggregate : Aggregate.values()) {
      kafka.declare(aggregate.topic());
    }
    await().atMost(SOON).until(() -> kafka.sender().isReady(Aggregate.ORDER.topic()));
  }

  @AfterAll
  static void close() {
    kafka.close().eventually(vertx::close).await();
    on.close();
  }

  private static Map<String, Invariant> check() {
    return EventInvariants.check(transactions, kafka, Duration.ZERO).await().stream()
        .collect(Collectors.toMap(Invariant::name, Function.identity()));
  }

  private static void send(long order, long version) {
    ToldEvent event =
        new ToldEvent(
            Aggregate.ORDER,
            order,
            version,
            "OrderPaid",
            Instant.now(),
            "",
            new Place(0, 1_000 + version, 1, 1, false),
            new byte[] {'{', '}'});
    kafka.sender().send(event.message()).await();
  }

  @Test
  void areBrokenByWhatEachIsAbout() {
    assertThat(check().values())
        .allSatisfy(
            invariant -> {
              assertThat(invariant.violations()).isZero();
              assertThat(invariant.notChecked()).isEmpty();
            });

    // Taken off the list, and never sent.
    database.execute(
        """
        INSERT INTO outbox (aggregate, aggregate_id, version, type, traceparent, payload, created_at)
        VALUES ('ORDER', 8, 1, 'OrderPaid', '', '{}', now()); DELETE FROM outbox_unsent
        """);
    Map<String, Invariant> unsent = check();
    assertThat(unsent.get(EventInvariants.HOLDS_NEWEST).samples())
        .containsExactly("ORDER 8 version 1");
    assertThat(unsent.get(EventInvariants.HOLDS_NO_OTHER).violations()).isZero();

    // Sent, and never committed; and a gap.
    send(8, 1);
    send(8, 3);
    Map<String, Invariant> invented = check();
    assertThat(invented.get(EventInvariants.HOLDS_NEWEST).violations()).isZero();
    assertThat(invented.get(EventInvariants.HOLDS_NO_OTHER).samples())
        .containsExactly("ORDER 8: version 3 in Kafka");
    assertThat(invented.get(EventInvariants.IN_ORDER).samples())
        .containsExactly("ORDER 8 version 3 came after version 1");

    // Left lying for more than a minute.
    database.execute(
        """
        INSERT INTO outbox (aggregate, aggregate_id, version, type, traceparent, payload, created_at)
        VALUES ('ORDER', 9, 1, 'OrderPaid', '', '{}', now() - interval '61 seconds')
        """);
    assertThat(check().get(EventInvariants.NONE_WAITS).samples())
        .singleElement()
        .asString()
        .startsWith("1 events of shard 1 since");
    assertThat(
            EventInvariants.check(transactions, kafka, Duration.ofHours(1)).await().stream()
                .filter(invariant -> invariant.name().equals(EventInvariants.NONE_WAITS)))
        .allMatch(invariant -> invariant.notChecked().isPresent());
  }

  @Test
  void saysThatNothingWasCheckedWithoutKafka() {
    KafkaStore none =
        new KafkaStore(
            vertx,
            StackConfig.of(database.endpoints().withoutKafka(), List.of(), Map.of()).kafka());
    List<Invariant> invariants = EventInvariants.check(transactions, none).await();

    assertThat(invariants)
        .hasSize(4)
        .allMatch(invariant -> invariant.notChecked().equals(Optional.of("there is no Kafka")));
    none.close().await();
  }
}
