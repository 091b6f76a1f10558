package io.floodgate.idempotency;

import io.floodgate.db.Columns;
import io.floodgate.db.Statements;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;

/**
 * The table {@code idempotency}. Whoever looks a key up for a user holds the lock of the user's
 * account by then: two commands with one key meet there, and the second finds what the first one
 * kept.
 */
public final class IdempotencyTable {

  public static final String FIND =
      """
      SELECT i.scope, i.key, i.request_hash, i.answer
        FROM unnest($1::bigint[], $2::text[]) AS asked (scope, key)
        JOIN idempotency i ON i.scope = asked.scope AND i.key = asked.key
      """;

  public static final String INSERT =
      """
      INSERT INTO idempotency (scope, key, request_hash, answer, created_at)
      SELECT *, $5::timestamptz FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[])
      """;

  public static final String REMOVE_OLD =
      """
      DELETE FROM idempotency
       WHERE ctid = ANY (ARRAY(
             SELECT ctid FROM idempotency
              WHERE created_at < now() - make_interval(secs => $1) LIMIT $2))
      """;

  public static final String LOCK_KEY = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))";

  private IdempotencyTable() {}

  /** For keys of operators, who have no account to lock: waits for others with the same key. */
  public static Future<Void> lockKey(Statements tx, String key) {
    return tx.run(LOCK_KEY, Tuple.of(key)).mapEmpty();
  }

  /** What is kept under these keys. */
  public static Future<Keys> find(Statements tx, Collection<Keys.ScopedKey> asked) {
    Keys keys = new Keys();
    if (asked.isEmpty()) {
      return Future.succeededFuture(keys);
    }
    return tx.run(
            FIND,
            Tuple.of(
                Columns.longs(asked, Keys.ScopedKey::scope),
                (Object) Columns.texts(asked, Keys.ScopedKey::key)))
        .map(
            rows -> {
              for (Row row : rows) {
                keys.found(row.getLong(0), row.getString(1), row.getString(2), row.getString(3));
              }
              return keys;
            });
  }

  /** Writes what was added; a key that another transaction took meanwhile rejects the statement. */
  public static Future<Void> insert(Statements tx, Keys keys, Instant now) {
    if (keys.added().isEmpty()) {
      return Future.succeededFuture();
    }
    return tx.run(
            INSERT,
            Tuple.of(
                Columns.longs(keys.added(), Keys.Added::scope),
                Columns.texts(keys.added(), added -> added.key().key()),
                Columns.texts(keys.added(), added -> added.key().requestHash()),
                Columns.texts(keys.added(), Keys.Added::answer),
                Columns.time(now)))
        .mapEmpty();
  }

  /** Removes up to {@code limit} keys older than the retention; how many it removed. */
  public static Future<Integer> removeOld(Statements tx, Duration retention, int limit) {
    return tx.run(REMOVE_OLD, Tuple.of((double) retention.toSeconds(), limit))
        .map(rows -> rows.rowCount());
  }
}
