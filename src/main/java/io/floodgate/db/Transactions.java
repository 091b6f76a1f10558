package io.floodgate.db;

import io.floodgate.base.CommonFailure;
import io.floodgate.base.Failure;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.util.function.Function;

/**
 * Runs transactions on connections of its own. Used from the event loop that asked for it, so that
 * its connections live there too and no statement crosses threads.
 */
public final class Transactions {

  private final Pool pool;

  Transactions(Pool pool) {
    this.pool = pool;
  }

  /**
   * Runs {@code work} between BEGIN and COMMIT; a failed future or a throw rolls back.
   *
   * <p>The future fails with a {@link Failure}: the one that the work failed with, UNAVAILABLE when
   * nothing was done because the database was away, UNKNOWN when the connection broke during the
   * COMMIT, INTERNAL for all else.
   */
  public <T> Future<T> run(Function<Tx, Future<T>> work) {
    return attempt(work)
        .recover(
            error -> Future.failedFuture(error instanceof TxFailure tx ? tx.failure() : error));
  }

  /** Like {@link #run}, but fails with a {@link TxFailure} that also tells whose fault it was. */
  <T> Future<T> attempt(Function<Tx, Future<T>> work) {
    Progress progress = new Progress();
    return pool.withTransaction(
            connection ->
                begin(work, new Tx(connection)).onSuccess(done -> progress.committing = true))
        .recover(error -> Future.failedFuture(explain(error, progress)));
  }

  int openConnections() {
    return pool.size();
  }

  /** A throw would leave withTransaction without its ROLLBACK: it becomes a failed future. */
  private static <T> Future<T> begin(Function<Tx, Future<T>> work, Tx tx) {
    try {
      return work.apply(tx);
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  private static TxFailure explain(Throwable error, Progress progress) {
    PostgresFault fault = PostgresFault.of(error);
    boolean unknown = progress.committing && fault == PostgresFault.AWAY;
    Failure failure =
        unknown ? Failure.because(CommonFailure.UNKNOWN, error) : PostgresFault.nothingDone(error);
    return new TxFailure(fault, failure, error);
  }

  private static final class Progress {
    private boolean committing;
  }
}
