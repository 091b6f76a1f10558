package io.floodgate.outbox;

import java.time.Instant;
import java.util.OptionalLong;

/**
 * Below which batch nothing is left to claim: so a claim need not walk over what earlier ones have
 * removed, which PostgreSQL keeps for a while.
 *
 * <p>A batch number is taken by a transaction that has its own number already, and may become
 * visible much later. But a claim that writes has a number too, larger than any of a transaction
 * which took a batch number before it. Once all below it are over nothing can appear below those
 * batch numbers any more; and once a claim took all that there was after that, nothing is left
 * below them. (The end of a snapshot would not do instead of the claim's own number: it is only
 * past what was <i>completed</i>, and a transaction that waits may well lie beyond it.) Lives on
 * the relay's event loop.
 */
final class Floor {

  private static final long NONE = -1;

  private long batch;
  private long nextBatch = NONE;
  private long nextOverAt;

  /**
   * What PostgreSQL says right before a claim.
   *
   * @param allOver every transaction below this number is over
   * @param lastTaken the newest batch number
   * @param now by the database's clock
   */
  record Mark(long allOver, long lastTaken, Instant now) {}

  /** No batch below this one has to be looked at. */
  long batch() {
    return batch;
  }

  /** There may be something anywhere: shards have come that others have claimed for. */
  void reset() {
    batch = 0;
    nextBatch = NONE;
  }

  /**
   * A claim was made.
   *
   * @param mark what was said before it
   * @param transaction the claim's own number, if it wrote anything
   * @param all whether it left nothing of what it saw, in any of the shards
   */
  void claimed(Mark mark, OptionalLong transaction, boolean all) {
    if (nextBatch != NONE && all && mark.allOver >= nextOverAt) {
      batch = nextBatch;
      nextBatch = NONE;
    }
    if (nextBatch == NONE && transaction.isPresent()) {
      nextBatch = mark.lastTaken;
      nextOverAt = transaction.getAsLong();
    }
  }
}
