package io.floodgate.db;

import io.floodgate.base.Failure;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.util.function.Function;

/**
 * Transactions that need no batches, over the connections of a pool. Any event loop; see {@link
 * Lane} for the hot ones.
 */
public final class Transactions {

  private final Pool pool;
  private final PoolUse use;
  private final DatabaseMeter meter;
  private final Runnable onCommit;

  /**
   * @param use of the pool
   * @param onCommit called after each commit
   */
  Transactions(Pool pool, PoolUse use, DatabaseMeter meter, Runnable onCommit) {
    this.pool = pool;
    this.use = use;
    this.meter = meter;
    this.onCommit = onCommit;
  }

  /**
   * Runs {@code work} between BEGIN and COMMIT; a failed future or a throw rolls back.
   *
   * <p>The future fails with a {@link Failure}: the one that the work failed with, UNAVAILABLE when
   * nothing was done because the database was away, UNKNOWN when the connection broke during the
   * COMMIT, INTERNAL for all else.
   */
  public <T> Future<T> run(Function<Tx, Future<T>> work) {
    Progress progress = new Progress();
    PoolUse.Turn turn = use.waits();
    return pool.withTransaction(
            connection -> {
              turn.begins();
              Tx tx = new Tx(connection);
              return Tx.apply(work, tx)
                  .compose(tx::requireAllDone)
                  .onComplete(done -> tx.end())
                  .onSuccess(done -> progress.committing = true);
            })
        .onComplete(_ -> turn.ends())
        .onSuccess(committed -> onCommit.run())
        .recover(error -> Future.failedFuture(failed(error, progress.committing)));
  }

  private Failure failed(Throwable error, boolean committing) {
    TxFailure failure = TxFailure.of(error, committing);
    failure.sqlState().ifPresent(meter::failed);
    return failure.failure();
  }

  /** Connections that are open now. */
  int openConnections() {
    return pool.size();
  }

  private static final class Progress {
    private boolean committing;
  }
}
