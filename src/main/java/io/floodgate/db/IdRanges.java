package io.floodgate.db;

import io.floodgate.base.IdMaker;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;

/**
 * Hands out ranges of ids. Taking one is a single committed update of one row, so no two nodes ever
 * hold the same range, whatever their clocks say, and a node that dies leaves nothing to clean up.
 */
public final class IdRanges {

  /** How far ahead of the database's clock a range reaches. */
  private static final long SPAN_MILLIS = 120_000;

  private static final String TAKE =
      """
      UPDATE id_range
         SET taken_until = greatest(taken_until, extract(epoch FROM clock_timestamp()) * 1000 - $1) + $2
       WHERE slot = (SELECT slot FROM id_range ORDER BY taken_until, slot LIMIT 1 FOR UPDATE SKIP LOCKED)
      RETURNING slot, taken_until
      """;

  private final Transactions transactions;

  public IdRanges(Transactions transactions) {
    this.transactions = transactions;
  }

  public Future<IdMaker.Range> take() {
    return transactions
        .run(tx -> tx.run(TAKE, Tuple.of(IdMaker.EPOCH_MILLIS, SPAN_MILLIS)))
        .map(
            rows -> {
              Row row = rows.iterator().next();
              long until = row.getLong("taken_until");
              return new IdMaker.Range(row.getShort("slot"), until - SPAN_MILLIS, until);
            });
  }

  /** Takes the following range when the present one runs low. Called every few seconds. */
  public Future<Void> keepUp(IdMaker ids, Clock clock) {
    return ids.isRunningLow(clock.millis())
        ? take().onSuccess(ids::add).mapEmpty()
        : Future.succeededFuture();
  }
}
