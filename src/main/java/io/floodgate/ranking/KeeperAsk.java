package io.floodgate.ranking;

import io.floodgate.bus.Ask;
import io.floodgate.ranking.RankingAsk.Comparison;

/** What the keeper of the ranking answers to its own room. */
sealed interface KeeperAsk<A> extends Ask<A> {

  /**
   * The ranking with this epoch misses something: it is built anew, unless that has happened since.
   * Does not wait for it.
   *
   * @param problem for the log
   */
  record Rebuild(String epoch, String problem) implements KeeperAsk<Void> {}

  /** See {@link RankingAsk.CompareRanking}. */
  record Compare() implements KeeperAsk<Comparison> {}
}
