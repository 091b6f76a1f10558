package io.floodgate.outbox;

import io.floodgate.db.Statements;
import io.floodgate.db.Transactions;
import io.floodgate.db.Tx;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes events that are sent and past their retention: a whole slot of the ring, or none. */
final class OutboxSweep {

  private static final Logger LOG = LoggerFactory.getLogger(OutboxSweep.class);

  /** Whoever wants to read the slot waits behind us, so we do not wait long for those before us. */
  private static final String BRIEFLY = "SET LOCAL lock_timeout = '200ms'";

  private final Transactions transactions;
  private final Duration retention;

  OutboxSweep(Transactions transactions, Duration retention) {
    this.transactions = transactions;
    this.retention = retention;
  }

  /**
   * One after the other; of several nodes one does it. Fails when a slot is being read for long:
   * then it is for the next time.
   */
  Future<Void> sweep() {
    Future<Void> last = Future.succeededFuture();
    for (int slot = 0; slot < OutboxTable.SLOTS; slot++) {
      int next = slot;
      last = last.compose(_ -> transactions.run(tx -> sweep(tx, next)));
    }
    return last;
  }

  private Future<Void> sweep(Tx tx, int slot) {
    return LockTable.mayRemove(tx)
        .compose(may -> may ? look(tx, slot) : Future.succeededFuture(Optional.empty()))
        .compose(
            until ->
                until.isEmpty()
                    ? Future.succeededFuture()
                    : tx.run(BRIEFLY)
                        .compose(_ -> OutboxTable.lock(tx, slot))
                        .compose(_ -> look(tx, slot)) // what came before the lock counts
                        .compose(still -> remove(tx, slot, still)));
  }

  private Future<Optional<Instant>> look(Statements tx, int slot) {
    return OutboxTable.removable(tx, slot, retention);
  }

  private static Future<Void> remove(Statements tx, int slot, Optional<Instant> until) {
    if (until.isEmpty()) {
      return Future.succeededFuture();
    }
    LOG.info(
        "the events of slot {} of the outbox are removed: they reach to {}", slot, until.get());
    return OutboxTable.remove(tx, slot, until.get());
  }
}
