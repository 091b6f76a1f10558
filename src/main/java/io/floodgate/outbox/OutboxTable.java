package io.floodgate.outbox;

import io.floodgate.db.Columns;
import io.floodgate.db.Statements;
import io.floodgate.json.Json;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The table {@code outbox}: what happened, written beside its effect. What is written is left in
 * {@code outbox_unsent} by the database itself, until the relay has sent it.
 */
public final class OutboxTable {

  /** What is sent in order is split by aggregate into so many shards: see the migration. */
  static final int SHARDS = 8;

  /** The slots of the ring, each a partition. */
  static final int SLOTS = 8;

  /** An event goes to the slot of its hour: the ring goes round in {@link #SLOTS} of them. */
  static final Duration SLICE = Duration.ofHours(1);

  public static final String INSERT =
      """
      WITH batch AS MATERIALIZED (SELECT outbox_next_batch() AS id)
      INSERT INTO outbox (slot, batch, position, aggregate, aggregate_id, version, type,
                          traceparent, payload, created_at)
      SELECT $8::smallint, batch.id, position, aggregate, aggregate_id, version, type,
             traceparent, payload, $7::timestamptz
        FROM batch,
             unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[])
             WITH ORDINALITY AS event (aggregate, aggregate_id, version, type, traceparent, payload,
                                       position)
      """;

  /**
   * Up to when the events of a slot reach, where all of them are sent and past their retention and
   * nobody writes to it: not now, nor in a transaction that began a minute ago.
   */
  public static final String REMOVABLE =
      """
      SELECT newest.created_at + interval '1 minute' AS until
        FROM (SELECT created_at FROM outbox WHERE slot = $1 ORDER BY batch DESC LIMIT 1) newest
       WHERE newest.created_at + interval '1 minute' < now() - $2 * interval '1 millisecond'
         AND $1 <> floor(extract(epoch FROM now()) / %d)::bigint %% %d
         AND NOT EXISTS (SELECT FROM outbox_unsent WHERE outbox_unsent.slot = $1)
      """
          .formatted(SLICE.toSeconds(), SLOTS);

  public static final String NOTE_REMOVED =
      "UPDATE outbox_removed SET until = greatest(until, $1) WHERE only_row";

  public static final String HAS_UNSENT = "SELECT EXISTS (SELECT FROM outbox_unsent)";

  private OutboxTable() {}

  /** Whether some event has not been sent yet, for all that the reader sees. */
  public static Future<Boolean> hasUnsent(Statements reads) {
    return reads.run(HAS_UNSENT).map(rows -> rows.iterator().next().getBoolean(0));
  }

  /** Writes events in the order given, in the transaction of what they tell. */
  public static Future<Void> insert(Statements tx, List<Event> events, Instant now) {
    if (events.isEmpty()) {
      return Future.succeededFuture();
    }
    return tx.run(
            INSERT,
            Tuple.of(
                Columns.texts(events, event -> event.type().aggregate().name()),
                Columns.longs(events, Event::aggregateId),
                Columns.longs(events, Event::version),
                Columns.texts(events, event -> event.type().name()),
                Columns.texts(events, Event::traceparent),
                Columns.texts(events, OutboxTable::payloadOf),
                Columns.time(now),
                slotOf(now)))
        .mapEmpty();
  }

  /** The data, with the version of its schema in front: it outlives the message's headers. */
  private static String payloadOf(Event event) {
    return "{\"schemaVersion\":"
        + event.type().schemaVersion()
        + ","
        + Json.text(event.data()).substring(1);
  }

  static short slotOf(Instant now) {
    return (short) (Math.floorDiv(now.getEpochSecond(), SLICE.toSeconds()) % SLOTS);
  }

  /** Up to when the events of a slot reach, if they may all be removed. */
  static Future<Optional<Instant>> removable(Statements tx, int slot, Duration retention) {
    return tx.run(REMOVABLE, Tuple.of((short) slot, (double) retention.toMillis()))
        .map(
            rows ->
                rows.size() == 0
                    ? Optional.empty()
                    : Optional.of(rows.iterator().next().getOffsetDateTime(0).toInstant()));
  }

  /** Nobody reads or writes a slot until the transaction ends; others are as free as before. */
  static Future<Void> lock(Statements tx, int slot) {
    return tx.run("LOCK TABLE outbox_" + slot + " IN ACCESS EXCLUSIVE MODE").mapEmpty();
  }

  /**
   * Empties a slot, and leaves nothing behind to vacuum.
   *
   * @param until what is older can no longer be compared with events
   */
  static Future<Void> remove(Statements tx, int slot, Instant until) {
    return tx.run("TRUNCATE outbox_" + slot)
        .compose(_ -> tx.run(NOTE_REMOVED, Tuple.of(Columns.time(until))))
        .mapEmpty();
  }
}
