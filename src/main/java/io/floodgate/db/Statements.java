package io.floodgate.db;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;

/**
 * Where prepared statements run: in a transaction ({@link Tx}) or one by one ({@link Reads}).
 * Statements that were sent without awaiting each other travel pipelined and are carried out in
 * order.
 */
@FunctionalInterface
public interface Statements {

  /** The future fails with what the client reports; {@link Database} gives it a name. */
  Future<RowSet<Row>> run(String sql, Tuple arguments);

  /** The database's time: the only clock that decides anything. In a transaction, its beginning. */
  default Future<Instant> now() {
    return run("SELECT now()")
        .map(rows -> rows.iterator().next().get(OffsetDateTime.class, 0).toInstant());
  }

  default Future<RowSet<Row>> run(String sql) {
    return run(sql, Tuple.tuple());
  }
}
