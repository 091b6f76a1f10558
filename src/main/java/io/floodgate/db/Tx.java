package io.floodgate.db;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;

/** A transaction under way: what the tables of several domains share. Stays on one event loop. */
public final class Tx implements Statements {

  private final SqlConnection connection;

  Tx(SqlConnection connection) {
    this.connection = connection;
  }

  @Override
  public Future<RowSet<Row>> run(String sql, Tuple arguments) {
    return connection.preparedQuery(sql).execute(arguments);
  }

  /** The time of this transaction by the database's clock: the only clock that decides anything. */
  public Future<Instant> now() {
    return run("SELECT now()")
        .map(rows -> rows.iterator().next().get(OffsetDateTime.class, 0).toInstant());
  }
}
