package io.floodgate.idempotency;

import io.floodgate.base.Answered;
import io.floodgate.base.IdempotencyKey;
import io.floodgate.db.Tx;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One effect a key of an operator, who has no account to lock: commands with one key wait for each
 * other at the key itself, inside their transactions.
 */
public final class OperatorKey {

  private OperatorKey() {}

  /**
   * Replays the answer of the key, or has the effect and keeps its answer. Refuses with
   * IDEMPOTENCY_KEY_REUSED. The key is locked after the rows that the caller holds by then; an
   * effect may lock only such rows as nobody holds who waits for a key.
   */
  public static <A> Future<Answered<A>> once(
      Tx tx, Optional<IdempotencyKey> key, Class<A> type, Supplier<Future<A>> effect) {
    if (key.isEmpty()) {
      return effect.get().map(Answered::now);
    }
    String name = key.get().key();
    return IdempotencyTable.lockKey(tx, name)
        .compose(
            locked -> IdempotencyTable.find(tx, List.of(new Keys.ScopedKey(Keys.OPERATOR, name))))
        .compose(
            keys ->
                keys.answerOf(Keys.OPERATOR, key, type)
                    .map(earlier -> Future.succeededFuture(Answered.replayed(earlier)))
                    .orElseGet(() -> effect.get().compose(answer -> kept(tx, keys, key, answer))));
  }

  private static <A> Future<Answered<A>> kept(
      Tx tx, Keys keys, Optional<IdempotencyKey> key, A answer) {
    keys.keep(Keys.OPERATOR, key, answer);
    return tx.now()
        .compose(now -> IdempotencyTable.insert(tx, keys, now))
        .map(Answered.now(answer));
  }
}
