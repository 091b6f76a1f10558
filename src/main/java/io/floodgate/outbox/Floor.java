package io.floodgate.outbox;

import java.time.Instant;

/**
 * Below which batch nothing is left to claim: so a claim need not walk over what earlier ones have
 * removed, which PostgreSQL keeps for a while.
 *
 * <p>A batch number is taken by a transaction that has its own number already, and may become
 * visible much later. But once all transactions are over that had begun when some number was taken,
 * nothing can appear below it any more; and once a claim took all that there was after that,
 * nothing is left below it. Lives on the relay's event loop.
 */
final class Floor {

  private static final long NONE = -1;

  private long batch;
  private long lastTaken = NONE;
  private long nextBatch = NONE;
  private long nextOverAt;

  /**
   * What PostgreSQL says right before a claim.
   *
   * @param allOver every transaction below this number is over
   * @param noneBegun no transaction from this number on has begun
   * @param lastTaken the newest batch number, read after the other two
   * @param now by the database's clock
   */
  record Mark(long allOver, long noneBegun, long lastTaken, Instant now) {}

  /** No batch below this one has to be looked at. */
  long batch() {
    return batch;
  }

  /** There may be something anywhere: shards have come that others have claimed for. */
  void reset() {
    batch = 0;
    lastTaken = NONE;
    nextBatch = NONE;
  }

  /**
   * A claim was made.
   *
   * @param mark what was said before it
   * @param all whether it left nothing of what it saw, in any of the shards
   */
  void claimed(Mark mark, boolean all) {
    if (nextBatch != NONE && all && mark.allOver >= nextOverAt) {
      batch = nextBatch;
      nextBatch = NONE;
    }
    if (nextBatch == NONE && lastTaken != NONE) {
      nextBatch = lastTaken; // taken before this mark, so by a transaction that it counts as begun
      nextOverAt = mark.noneBegun;
    }
    lastTaken = mark.lastTaken;
  }
}
