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
  private final DatabaseMeter meter;
  private final PoolMeter timing;

  Reads(SqlClient client, DatabaseMeter meter) {
    this.client = client;
    this.meter = meter;
    this.timing = meter.reads();
  }

  @Override
  public Future<RowSet<Row>> run(String sql, Tuple arguments) {
    long sentNanos = System.nanoTime();
    return client
        .preparedQuery(sql)
        .execute(arguments)
        .onComplete(_ -> timing.held(System.nanoTime() - sentNanos))
        .recover(
            error -> {
              PostgresFault.sqlStateOf(error).ifPresent(meter::failed);
              return Future.failedFuture(PostgresFault.nothingDone(error));
            });
  }
}
