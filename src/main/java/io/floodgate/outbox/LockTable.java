package io.floodgate.outbox;

import io.floodgate.db.Columns;
import io.floodgate.db.Statements;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * PostgreSQL's advisory locks, as far as the outbox uses them: one for each shard, one that every
 * relay shares to be counted, and one for the removal of old events.
 */
public final class LockTable {

  /** Sets ours apart from those of other programs in the same database. */
  private static final int OURS = 0x666C6F6F;

  private static final int RELAYS = OutboxTable.SHARDS;
  private static final int REMOVAL = RELAYS + 1;

  public static final String ANNOUNCE =
      "SELECT pg_try_advisory_lock_shared(%d, %d)".formatted(OURS, RELAYS);

  public static final String COUNT =
      """
      SELECT count(*)::integer FROM pg_locks
       WHERE locktype = 'advisory' AND classid = %d::oid AND objid = %d::oid AND objsubid = 2
         AND granted AND mode = 'ShareLock'
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
      """
          .formatted(OURS, RELAYS);

  /** Those of the shards that are free, in the order given, as many as are wanted. */
  public static final String TAKE =
      """
      SELECT shard FROM unnest($1::integer[]) AS free (shard)
       WHERE pg_try_advisory_lock(%d, shard) LIMIT $2
      """
          .formatted(OURS);

  public static final String GIVE_BACK =
      "SELECT pg_advisory_unlock(%d, shard) FROM unnest($1::integer[]) AS mine (shard)"
          .formatted(OURS);

  public static final String REMOVE =
      "SELECT pg_try_advisory_xact_lock(%d, %d)".formatted(OURS, REMOVAL);

  private LockTable() {}

  /** From now on, as long as the session lives, it is counted. */
  static Future<Void> announce(Statements session) {
    return session.run(ANNOUNCE).mapEmpty();
  }

  /** How many relays have announced themselves. */
  static Future<Integer> count(Statements session) {
    return session.run(COUNT).map(rows -> first(rows).getInteger(0));
  }

  /**
   * Locks some of these shards, as long as the session lives, and says which.
   *
   * @param wanted how many at most
   */
  static Future<List<Integer>> take(Statements session, Collection<Integer> shards, int wanted) {
    return session
        .run(TAKE, Tuple.of(Columns.ints(shards, Integer::intValue), wanted))
        .map(
            rows -> {
              List<Integer> taken = new ArrayList<>();
              rows.forEach(row -> taken.add(row.getInteger(0)));
              return taken;
            });
  }

  static Future<Void> giveBack(Statements session, Collection<Integer> shards) {
    return session
        .run(GIVE_BACK, Tuple.of((Object) Columns.ints(shards, Integer::intValue)))
        .mapEmpty();
  }

  /** Whether this transaction is the one of all nodes that may remove old events now. */
  static Future<Boolean> mayRemove(Statements tx) {
    return tx.run(REMOVE).map(rows -> first(rows).getBoolean(0));
  }

  private static Row first(RowSet<Row> rows) {
    return rows.iterator().next();
  }
}
