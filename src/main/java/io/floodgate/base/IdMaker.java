package io.floodgate.base;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Makes ids for orders, payments and refunds out of ranges that belong to this node alone: 41 bits
 * of milliseconds since 2026, 6 bits of slot, 6 bits of sequence, 53 in all. They grow roughly with
 * time; the sequence starts anywhere in each millisecond, so that an id tells nobody how many there
 * were.
 *
 * <p>The clock only chooses where in its range an id lies; it cannot make two alike. Any thread.
 */
public final class IdMaker {

  /** 2026-01-01T00:00:00Z. */
  public static final long EPOCH_MILLIS = 1_767_225_600_000L;

  private static final int SEQUENCE_BITS = 6;
  private static final int SEQUENCES = 1 << SEQUENCE_BITS;
  private static final int SLOT_BITS = 6;

  private Range range;
  private Range next;
  private long millis;
  private int start;
  private int used;

  /**
   * The right to every id of one slot from one millisecond to another.
   *
   * @param from milliseconds since {@link #EPOCH_MILLIS}, inclusive
   * @param until exclusive
   */
  public record Range(int slot, long from, long until) {}

  public IdMaker(Range first) {
    enter(first);
  }

  /** Holds a range ready for when the present one has been used up or time has left it. */
  public synchronized void add(Range following) {
    next = following;
  }

  /** Whether half of the present range is behind and no following one is at hand. */
  public synchronized boolean isRunningLow(long clockMillis) {
    return next == null
        && Math.max(millis, clockMillis - EPOCH_MILLIS) > (range.from + range.until) / 2;
  }

  /** A new id; {@link CommonFailure#UNAVAILABLE} when no range is left. */
  public synchronized long next(long clockMillis) {
    long now = clockMillis - EPOCH_MILLIS;
    if (now > millis) {
      if (now < range.until) {
        tick(now);
      } else if (next != null) {
        enter(next);
        next = null;
        return next(clockMillis);
      }
      // Past the range with no other at hand: what is left of it is still ours.
    }
    if (used == SEQUENCES) {
      if (millis + 1 < range.until) {
        tick(millis + 1);
      } else if (next != null) {
        enter(next);
        next = null;
      } else {
        throw Failure.of(CommonFailure.UNAVAILABLE);
      }
    }
    int sequence = (start + used++) % SEQUENCES;
    return (millis << (SLOT_BITS + SEQUENCE_BITS))
        | ((long) range.slot << SEQUENCE_BITS)
        | sequence;
  }

  private void enter(Range entered) {
    range = entered;
    tick(entered.from);
  }

  private void tick(long to) {
    millis = to;
    used = 0;
    start = ThreadLocalRandom.current().nextInt(SEQUENCES);
  }
}
