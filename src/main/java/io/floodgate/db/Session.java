package io.floodgate.db;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import io.vertx.sqlclient.impl.SocketConnectionBase;
import io.vertx.sqlclient.internal.SqlConnectionInternal;
import java.time.Duration;

/**
 * One connection with settings of its own, for what lives as long as the connection does: advisory
 * locks. When it is gone it does not come back; whoever needs it opens another. Each statement is a
 * transaction. Lives on the event loop of the verticle that opened it.
 */
public final class Session implements Statements {

  private final Pool pool;
  private final SqlConnection connection;
  private final Promise<Void> ended = Promise.promise();
  private long heardNanos = System.nanoTime();

  /**
   * @param pool of this connection alone
   */
  Session(Pool pool, SqlConnection connection) {
    this.pool = pool;
    this.connection = connection;
    connection.exceptionHandler(broken -> close());
    connection.closeHandler(closed -> close());
  }

  @Override
  public Future<RowSet<Row>> run(String sql, Tuple arguments) {
    long sentNanos = System.nanoTime();
    return connection
        .preparedQuery(sql)
        .execute(arguments)
        .onSuccess(answered -> heardNanos = Math.max(heardNanos, sentNanos));
  }

  /**
   * How long PostgreSQL may have heard nothing from this session: since the last statement that it
   * answered was sent, by a clock that also runs while this process hangs.
   */
  public Duration silence() {
    return Duration.ofNanos(System.nanoTime() - heardNanos);
  }

  public boolean isOpen() {
    return !ended.future().isComplete();
  }

  /** Completes when it is gone, for whatever reason. */
  public Future<Void> ended() {
    return ended.future();
  }

  /** Ends it at once: PostgreSQL frees its locks, and statements under way fail. */
  public Future<Void> close() {
    if (ended.tryComplete()) {
      cut(connection);
    }
    return pool.close();
  }

  /** A polite close would wait for the answers that may not come. */
  static void cut(SqlConnection connection) {
    if (((SqlConnectionInternal) connection).unwrap().unwrap()
        instanceof SocketConnectionBase socketed) {
      socketed.socket().close();
    }
  }
}
