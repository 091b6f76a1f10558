package io.floodgate.db;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;

/**
 * Single statements that only read, pipelined over a few connections that all callers of one event
 * loop share. The futures fail with a {@link io.floodgate.base.Failure}.
 */
public final class Reads implements Statements {

  private final SqlClient client;

  Reads(SqlClient client) {
    this.client = client;
  }

  @Override
  public Future<RowSet<Row>> run(String sql, Tuple arguments) {
    return client
        .preparedQuery(sql)
        .execute(arguments)
        .recover(error -> Future.failedFuture(PostgresFault.nothingDone(error)));
  }
}
