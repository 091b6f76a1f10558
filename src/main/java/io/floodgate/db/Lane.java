package io.floodgate.db;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One connection of its own, on which transactions follow each other without a pause: the next
 * BEGIN and its locks are sent right behind a COMMIT, before the COMMIT's answer is back. A
 * transaction is three round trips then (BEGIN with the locks, the writes, COMMIT), and two of them
 * overlap with its neighbours'.
 *
 * <p>This is the one place that says BEGIN and COMMIT by hand. There is no pool to leak into: the
 * lane keeps its connection until it breaks or grows old, and then opens another. COMMIT is sent
 * only once every statement has succeeded, so that nothing half done can be committed.
 *
 * <p>Lives on the event loop of the verticle that asked for it.
 */
public final class Lane {

  /** The server has become a standby: this connection will never write again. */
  private static final String READ_ONLY = "25006";

  private final Vertx vertx;
  private final Supplier<Pool> connector;
  private final Duration connectPatience;
  private final Duration maxLifetime;
  private final Duration patience;
  private final LaneMeter meter;
  private final String domain;
  private final Runnable onCommit;
  private Opened session;
  private Future<Opened> opening = Future.failedFuture("not asked for yet");
  private Future<?> turn = Future.succeededFuture();

  /**
   * @param connector makes a pool of one connection, which is closed with it; without a time-out of
   *     its own: a pool of 5.0 whose waiter timed out can never be closed
   * @param connectPatience how long a transaction waits for the connection
   * @param maxLifetime the age at which the connection is replaced
   * @param patience how long a transaction may take before its connection is given up
   * @param meter hears how it fares
   * @param domain whose it is
   * @param onCommit called after each commit
   */
  Lane(
      Vertx vertx,
      Supplier<Pool> connector,
      Duration connectPatience,
      Duration maxLifetime,
      Duration patience,
      LaneMeter meter,
      String domain,
      Runnable onCommit) {
    this.vertx = vertx;
    this.connector = connector;
    this.connectPatience = connectPatience;
    this.maxLifetime = maxLifetime;
    this.patience = patience;
    this.meter = meter;
    this.domain = domain;
    this.onCommit = onCommit;
  }

  /**
   * Runs {@code work} between BEGIN and COMMIT, after all that was asked for earlier. Every
   * statement has to be part of the future that the work returns.
   *
   * @param locking what to do about rows that somebody else has locked
   * @param onEndSent called when the COMMIT or ROLLBACK is on its way: from here on, the next
   *     transaction would not wait
   * @return fails with a {@link TxFailure}, and with nothing else
   */
  <T> Future<T> attempt(Locking locking, Function<Tx, Future<T>> work, Runnable onEndSent) {
    Promise<Void> ended = Promise.promise();
    Progress progress = new Progress();
    Future<T> done =
        turn.compose(free -> open())
            .compose(open -> transact(open, locking, work, progress, ended))
            .onComplete(answered -> ended.tryComplete());
    turn = ended.future();
    turn.onComplete(sent -> onEndSent.run());
    return done.recover(
        error -> {
          TxFailure failure = TxFailure.of(error, progress.committing);
          failure.sqlState().ifPresent(meter::failed);
          return Future.failedFuture(failure);
        });
  }

  /** What hears how this lane fares. */
  LaneMeter meter() {
    return meter;
  }

  /** Whose commands it carries. */
  String domain() {
    return domain;
  }

  /** Closes the connection; a transaction under way is cut off. */
  Future<Void> close() {
    Opened last = session;
    session = null;
    return last == null ? Future.succeededFuture() : last.pool.close();
  }

  private <T> Future<T> transact(
      Opened open,
      Locking locking,
      Function<Tx, Future<T>> work,
      Progress progress,
      Promise<Void> ended) {
    Tx tx = new Tx(open.connection, locking);
    Future<?> begun = open.connection.query(locking.begin()).execute();
    Future<T> transaction =
        Tx.apply(work, tx)
            .compose(result -> begun.map(result))
            .compose(tx::requireAllDone)
            .transform(
                (result, error) -> {
                  tx.end();
                  progress.committing = error == null;
                  Future<T> end = error == null ? commit(open, result) : rollBack(open, error);
                  ended.complete();
                  return end;
                });
    return inTime(open, transaction);
  }

  private <T> Future<T> commit(Opened open, T result) {
    return open.connection
        .query("COMMIT")
        .execute()
        .map(
            committed -> {
              onCommit.run();
              return result;
            });
  }

  /** Waits for nothing: without a COMMIT nothing was done, and what follows comes behind it. */
  private <T> Future<T> rollBack(Opened open, Throwable error) {
    if (isUseless(error)) {
      discard(open);
    } else {
      open.connection.query("ROLLBACK").execute();
    }
    return Future.failedFuture(error);
  }

  /** A database that hangs is given up, whatever it may say later. */
  private <T> Future<T> inTime(Opened open, Future<T> transaction) {
    Promise<T> answer = Promise.promise();
    long timer =
        vertx.setTimer(
            patience.toMillis(),
            late -> {
              cut(open); // first: the answer sends the next transaction on its way
              answer.tryFail(new IOException("PostgreSQL did not answer within " + patience));
            });
    transaction.onComplete(answer::tryComplete, answer::tryFail);
    return answer.future().onComplete(answered -> vertx.cancelTimer(timer));
  }

  private Future<Opened> open() {
    if (session != null && !session.isOld(maxLifetime)) {
      return Future.succeededFuture(session);
    }
    if (session != null) {
      discard(session);
    }
    if (opening.isComplete()) {
      opening = connect();
    }
    // Who is out of patience leaves it to the next: of a database that hangs, one is enough.
    return opening.timeout(connectPatience.toMillis(), TimeUnit.MILLISECONDS);
  }

  private Future<Opened> connect() {
    Pool pool = connector.get();
    return pool.getConnection()
        .map(
            connection -> {
              Opened opened = new Opened(pool, connection, System.nanoTime());
              session = opened;
              connection.closeHandler(closed -> discard(opened));
              return opened;
            })
        .onFailure(error -> pool.close());
  }

  /**
   * Closing the pool of one closes its connection; what was sent before is answered first or fails.
   */
  private void discard(Opened useless) {
    if (session == useless) {
      session = null;
    }
    useless.pool.close();
  }

  private void cut(Opened hanging) {
    discard(hanging);
    Session.cut(hanging.connection);
  }

  /** Whether the connection will never write again: it is broken, or its server is a standby. */
  private static boolean isUseless(Throwable error) {
    return error instanceof PgException pg
        ? READ_ONLY.equals(pg.getSqlState()) || !"ERROR".equals(pg.getSeverity())
        : PostgresFault.of(error) == PostgresFault.AWAY;
  }

  private record Opened(Pool pool, SqlConnection connection, long openedNanos) {
    boolean isOld(Duration maxLifetime) {
      return System.nanoTime() - openedNanos > maxLifetime.toNanos();
    }
  }

  private static final class Progress {
    private boolean committing;
  }
}
