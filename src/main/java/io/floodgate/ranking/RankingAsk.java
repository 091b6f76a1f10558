package io.floodgate.ranking;

import io.floodgate.bus.Ask;
import java.util.List;

/** What the ranking answers. */
public sealed interface RankingAsk<A> extends Ask<A> {

  /**
   * The newest ranking that this node has, all of it: no store is asked. It is the same object
   * until the node has read it again, every {@code ranking.refreshInterval}, and has the same list
   * of items until one of them has changed. UNAVAILABLE while the node has none yet.
   */
  record GetTop(Window window) implements RankingAsk<TopProducts> {}

  /**
   * The ranking in Redis beside that of the database; waits some seconds for what is under way.
   * UNAVAILABLE while either is away; where no Kafka is configured nothing is counted, and nothing
   * differs.
   */
  record CompareRanking() implements RankingAsk<Comparison> {}

  /**
   * @param settled whether all that was sold had been counted, and nothing more was sold while they
   *     were compared; else differences prove nothing, and are left out
   * @param differences for a person, one each
   */
  record Comparison(boolean settled, List<String> differences) {

    public Comparison {
      differences = List.copyOf(differences);
    }
  }
}
