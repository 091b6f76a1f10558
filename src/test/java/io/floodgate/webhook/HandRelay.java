package io.floodgate.webhook;

import io.floodgate.kafka.DeadLetter;
import io.floodgate.kafka.KafkaStore;
import io.floodgate.local.Endpoints;
import io.floodgate.local.StackConfig;
import io.floodgate.outbox.Aggregate;
import io.floodgate.outbox.Place;
import io.floodgate.outbox.ToldEvent;
import io.floodgate.server.Database;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Sends what stands in an outbox to Kafka, where no relay does. */
final class HandRelay implements AutoCloseable {

  private static final String ROWS =
      """
      SELECT concat_ws(E'\\t', aggregate, aggregate_id, version, type,
                       to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
                       shard || '.' || batch || '.' || position || '.' || 1, traceparent, payload)
        FROM outbox ORDER BY batch, position
      """;

  private final Vertx vertx = Vertx.vertx();
  private final KafkaStore kafka;
  private final Database database;

  HandRelay(Endpoints endpoints) {
    this.database = new Database(endpoints);
    this.kafka = new KafkaStore(vertx, StackConfig.of(endpoints, List.of(), Map.of()).kafka());
    for (Aggregate aggregate : Aggregate.values()) {
      kafka.declare(aggregate.topic());
      kafka.declare(DeadLetter.topicOf(aggregate.topic()));
    }
  }

  boolean isReady() {
    return List.of(Aggregate.values()).stream()
        .allMatch(aggregate -> kafka.sender().isReady(aggregate.topic()));
  }

  /** Sends all of it, however often. */
  void send() {
    List<Future<Void>> sent =
        database.texts(ROWS).stream()
            .map(row -> kafka.sender().send(eventOf(row.split("\t")).message()))
            .toList();
    try {
      Future.all(sent).await(20, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  private static ToldEvent eventOf(String[] row) {
    return new ToldEvent(
        Aggregate.valueOf(row[0]),
        Long.parseLong(row[1]),
        Long.parseLong(row[2]),
        row[3],
        Instant.parse(row[4]),
        row[6],
        Place.parse(row[5]),
        row[7].getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    try {
      kafka.close().eventually(vertx::close).await(20, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError(e);
    }
  }
}
