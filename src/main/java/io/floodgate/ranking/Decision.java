package io.floodgate.ranking;

import java.util.List;
import java.util.Optional;

/**
 * What to do with messages of one partition.
 *
 * @param taken so many of them, from the first on, are done with once this is carried out
 * @param after what is counted of the partition then
 * @param tally what they add
 */
record Decision(int taken, Applied after, Tally tally) {

  /**
   * A message of the partition.
   *
   * @param sold empty where it cannot be read: it has its offset all the same
   */
  record Arrived(long offset, Optional<Sold> sold) {}

  /**
   * Decides on messages in their order, up to the first one in front of which others are missing:
   * where it is the very first, nothing is taken.
   *
   * @param before what is counted of the partition already
   * @param built what the database had told when the ranking was built from it last
   * @param enough after so many numbers the rest is left for the next time
   */
  static Decision of(
      List<Arrived> messages, Applied before, Snapshot built, BusinessDays days, int enough) {
    Applied after = before.copy();
    Tally tally = new Tally(days);
    int taken = 0;
    for (Arrived message : messages) {
      if (after.misses(message.offset()) || tally.size() >= enough) {
        break;
      }
      taken++;
      if (!after.has(message.offset())) {
        after.pass(message.offset());
        message.sold().filter(sold -> isNew(sold, after, built)).ifPresent(tally::add);
      }
    }
    return new Decision(taken, after, tally);
  }

  /** An event that an operator has sent once more has a place of its own, and was counted. */
  private static boolean isNew(Sold sold, Applied applied, Snapshot built) {
    boolean isFirst = applied.take(sold.place());
    return isFirst && !sold.place().republished() && !built.shows(sold.place().transaction());
  }
}
