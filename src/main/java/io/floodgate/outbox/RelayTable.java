package io.floodgate.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.floodgate.db.Columns;
import io.floodgate.db.Statements;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The tables {@code outbox_unsent} and {@code outbox_shard}: what is to be sent, and where each
 * shard stands. Only the session that holds a shard's lock claims for it.
 */
public final class RelayTable {

  /** So many fit into a row of {@code outbox_shard} without being stored apart from it. */
  static final int MAX_BATCHES = 200;

  /**
   * One step forward for shards whose last round was sent: its batches go, the next ones are
   * claimed. Both read the table as it was before, so the next ones must not be the last ones
   * again. Where there is nothing to do, nothing is written.
   *
   * <p>OFFSET 0 keeps the planner from turning the lookups round: it would read all that waits, in
   * a rush a hundred times as much as is claimed.
   */
  public static final String CLAIM =
      """
      WITH mine AS MATERIALIZED (
        SELECT shard, batches FROM outbox_shard WHERE shard = ANY($1::smallint[])),
      removed AS (
        DELETE FROM outbox_unsent
         WHERE ctid = ANY(ARRAY(
           SELECT sent.ctid
             FROM mine
            CROSS JOIN unnest(mine.batches) AS batch (id)
            CROSS JOIN LATERAL (SELECT ctid FROM outbox_unsent
                                 WHERE outbox_unsent.shard = mine.shard
                                   AND outbox_unsent.batch = batch.id OFFSET 0) sent))),
      next AS (
        SELECT mine.shard,
               ARRAY(SELECT batch
                       FROM (SELECT batch, sum(events) OVER (ORDER BY batch) - events AS before
                               FROM (SELECT batch, events FROM outbox_unsent
                                      WHERE outbox_unsent.shard = mine.shard
                                        AND outbox_unsent.batch >= $4
                                        AND NOT batch = ANY(mine.batches)
                                      ORDER BY batch LIMIT $3) oldest) counted
                      WHERE before < $2 ORDER BY batch) AS batches
          FROM mine)
      UPDATE outbox_shard
         SET sequence = sequence + cardinality(outbox_shard.batches), batches = next.batches
        FROM next
       WHERE outbox_shard.shard = next.shard
         AND (outbox_shard.batches <> '{}' OR next.batches <> '{}')
      RETURNING pg_current_xact_id()::text::bigint
      """;

  public static final String MARK =
      """
      SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint,
             (SELECT last_value FROM outbox_batch), clock_timestamp()
      """;

  /** What the shards have claimed, in the order in which it is sent; looked up as in a claim. */
  public static final String CLAIMED =
      """
      SELECT claimed.shard, claimed.sequence + batch.ordinal - 1, told.position,
             unsent.transaction, unsent.republished, told.aggregate, told.aggregate_id,
             told.version, told.type, told.created_at, told.traceparent, told.payload
        FROM outbox_shard claimed
       CROSS JOIN unnest(claimed.batches) WITH ORDINALITY AS batch (id, ordinal)
       CROSS JOIN LATERAL (SELECT slot, transaction, republished FROM outbox_unsent
                            WHERE outbox_unsent.shard = claimed.shard
                              AND outbox_unsent.batch = batch.id OFFSET 0) unsent
       CROSS JOIN LATERAL (SELECT * FROM outbox
                            WHERE outbox.slot = unsent.slot AND outbox.batch = batch.id
                              AND outbox.shard = claimed.shard OFFSET 0) told
       WHERE claimed.shard = ANY($1::smallint[])
       ORDER BY claimed.shard, batch.ordinal, told.position
      """;

  public static final String BACKLOG =
      """
      SELECT coalesce(sum(events), 0)::bigint,
             (extract(epoch FROM clock_timestamp() - min(created_at)) * 1000)::bigint
        FROM outbox_unsent
      """;

  /**
   * Batches to be sent once more; those that are still to be sent anyway stay as they are. Nobody
   * knows their transactions any more: 0 stands for one that every snapshot includes.
   */
  private static String republishing(String which) {
    return """
    WITH again AS (
      INSERT INTO outbox_unsent (shard, batch, slot, transaction, events, republished,
                                 created_at)
      SELECT shard, batch, slot, 0, count(*), true, now()
        FROM outbox
       WHERE (shard, batch, slot) IN (SELECT shard, batch, slot FROM outbox WHERE %s)
       GROUP BY shard, batch, slot
      ON CONFLICT (shard, batch) DO NOTHING
      RETURNING events)
    SELECT coalesce(sum(events), 0)::bigint FROM again
    """
        .formatted(which);
  }

  public static final String REPUBLISH_ONE = republishing("aggregate = $1 AND aggregate_id = $2");

  public static final String REPUBLISH_RANGE =
      republishing("created_at >= $1 AND created_at < $2 AND ($3::text IS NULL OR aggregate = $3)");

  private RelayTable() {}

  /**
   * What waits to be sent.
   *
   * @param events how many
   * @param oldest since when the first of them waits
   */
  record Backlog(long events, Duration oldest) {}

  /**
   * Removes what these shards sent last and claims what they send next.
   *
   * @param events that one shard claims at most, except that it claims a batch as a whole; 0 to
   *     claim nothing
   * @param floor the smallest batch to look at
   * @return the number of the claim's transaction; empty where there was nothing to do
   */
  static Future<OptionalLong> claim(
      Statements session, Collection<Integer> shards, int events, long floor) {
    return session
        .run(CLAIM, Tuple.of(shardsOf(shards), events, MAX_BATCHES, floor))
        .map(
            rows ->
                rows.rowCount() == 0
                    ? OptionalLong.empty()
                    : OptionalLong.of(rows.iterator().next().getLong(0)));
  }

  static Future<Floor.Mark> mark(Statements session) {
    return session
        .run(MARK)
        .map(
            rows -> {
              Row row = rows.iterator().next();
              return new Floor.Mark(
                  row.getLong(0), row.getLong(1), row.getOffsetDateTime(2).toInstant());
            });
  }

  /** The events that these shards have claimed, shard by shard in the order of their places. */
  static Future<List<ToldEvent>> claimed(Statements session, Collection<Integer> shards) {
    return session
        .run(CLAIMED, Tuple.of((Object) shardsOf(shards)))
        .map(
            rows -> {
              List<ToldEvent> events = new ArrayList<>(rows.size());
              for (Row row : rows) {
                events.add(toldEvent(row));
              }
              return events;
            });
  }

  static Future<Backlog> backlog(Statements reads) {
    return reads
        .run(BACKLOG)
        .map(
            rows -> {
              Row row = rows.iterator().next();
              Long oldest = row.getLong(1);
              return new Backlog(
                  row.getLong(0), Duration.ofMillis(oldest == null ? 0 : Math.max(0, oldest)));
            });
  }

  /** Has all that is known of one aggregate sent once more, and says how many events that is. */
  public static Future<Long> republish(Statements tx, Aggregate aggregate, long id) {
    return tx.run(REPUBLISH_ONE, Tuple.of(aggregate.name(), id)).map(RelayTable::number);
  }

  /**
   * Has what happened in a stretch of time sent once more, and says how many events that is.
   *
   * @param until exclusive
   */
  public static Future<Long> republish(
      Statements tx, Instant from, Instant until, Optional<Aggregate> aggregate) {
    return tx.run(
            REPUBLISH_RANGE,
            Tuple.of(
                Columns.time(from),
                Columns.time(until),
                aggregate.map(Aggregate::name).orElse(null)))
        .map(RelayTable::number);
  }

  private static ToldEvent toldEvent(Row row) {
    return new ToldEvent(
        Aggregate.valueOf(row.getString(5)),
        row.getLong(6),
        row.getLong(7),
        row.getString(8),
        row.getOffsetDateTime(9).toInstant(),
        row.getString(10),
        new Place(
            row.getShort(0), row.getLong(1), row.getInteger(2), row.getLong(3), row.getBoolean(4)),
        row.getString(11).getBytes(UTF_8));
  }

  private static Short[] shardsOf(Collection<Integer> shards) {
    return Columns.shorts(shards, Integer::intValue);
  }

  private static long number(RowSet<Row> rows) {
    return rows.iterator().next().getLong(0);
  }
}
