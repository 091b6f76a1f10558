package io.floodgate.db;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A transaction under way: what the tables of several domains share. Stays on one event loop. */
public final class Tx implements Statements {

  private static final Logger LOG = LoggerFactory.getLogger(Tx.class);

  private final SqlConnection connection;
  private final Locking locking;
  private int underWay;
  private Throwable firstError;
  private boolean ended;

  Tx(SqlConnection connection) {
    this(connection, Locking.PATIENT);
  }

  Tx(SqlConnection connection, Locking locking) {
    this.connection = connection;
    this.locking = locking;
    // Whoever has a statement under way hears of a broken connection; without this the client
    // prints it.
    connection.exceptionHandler(broken -> LOG.debug("a connection broke", broken));
  }

  @Override
  public Future<RowSet<Row>> run(String sql, Tuple arguments) {
    if (ended) {
      // The connection may be in another transaction by now.
      return Future.failedFuture(new IllegalStateException("the transaction has ended"));
    }
    underWay++;
    // What this future becomes is noted first, whoever waits for it: a connection that lives on
    // another
    // event loop may answer before anybody does.
    return connection
        .preparedQuery(sql)
        .execute(arguments)
        .andThen(
            (rows, error) -> {
              underWay--;
              firstError = firstError == null ? error : firstError;
            });
  }

  /**
   * Locks the rows that a statement ending in {@code FOR UPDATE} finds; where the transaction
   * {@link #skipsLocked}, only those that nobody else has locked.
   */
  public Future<RowSet<Row>> lock(String sql, Tuple arguments) {
    return run(skipsLocked() ? sql.stripTrailing() + " SKIP LOCKED" : sql, arguments);
  }

  /** Whether a row that {@link #lock} did not find may be there, and locked. */
  public boolean skipsLocked() {
    return locking == Locking.SKIPPING;
  }

  /** From here on it takes no statement: what its work still sends comes too late. */
  void end() {
    ended = true;
  }

  /** A throw counts as a failed future, so that every transaction is ended. */
  static <T> Future<T> apply(Function<Tx, Future<T>> work, Tx tx) {
    try {
      return work.apply(tx);
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  /**
   * Nothing may be committed while a statement is not known to have succeeded: PostgreSQL answers a
   * COMMIT after a failed one with a rollback, and no error.
   */
  <T> Future<T> requireAllDone(T result) {
    if (firstError != null) {
      return Future.failedFuture(firstError);
    }
    return underWay == 0
        ? Future.succeededFuture(result)
        : Future.failedFuture(
            new IllegalStateException("the work ended before " + underWay + " of its statements"));
  }
}
