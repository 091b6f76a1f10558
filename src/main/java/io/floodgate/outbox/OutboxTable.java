package io.floodgate.outbox;

import io.floodgate.db.Columns;
import io.floodgate.db.Statements;
import io.floodgate.json.Json;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;

/** The table {@code outbox}. The id of a row is the id of its event. */
public final class OutboxTable {

  public static final String INSERT =
      """
      INSERT INTO outbox (aggregate, aggregate_id, version, type, traceparent, payload, created_at)
      SELECT *, $7::timestamptz
        FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[])
      """;

  private OutboxTable() {}

  /** Writes events in the order given, in the transaction of what they tell. */
  public static Future<Void> insert(Statements tx, List<Event> events, Instant now) {
    if (events.isEmpty()) {
      return Future.succeededFuture();
    }
    return tx.run(
            INSERT,
            Tuple.of(
                Columns.texts(events, event -> event.aggregate().name()),
                Columns.longs(events, Event::aggregateId),
                Columns.longs(events, Event::version),
                Columns.texts(events, Event::type),
                Columns.texts(events, Event::traceparent),
                Columns.texts(events, event -> Json.text(event.data())),
                Columns.time(now)))
        .mapEmpty();
  }
}
