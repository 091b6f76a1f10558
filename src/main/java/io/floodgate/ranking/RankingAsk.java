package io.floodgate.ranking;

import io.floodgate.bus.Ask;
import java.util.List;

/** What the ranking answers. */
public sealed interface RankingAsk<A> extends Ask<A> {

  /**
   * The newest ranking that this node has, all of it: no store is asked. Two answers are the same
   * object as long as nothing has changed. UNAVAILABLE while the node has none yet.
   */
  record GetTop(Window window) implements RankingAsk<TopProducts> {}

  /** The ranking in Redis beside that of the database; UNAVAILABLE while either is away. */
  record CompareRanking() implements RankingAsk<Comparison> {}

  /**
   * @param settled whether nothing was sold while they were compared; else differences in what is
   *     still counted prove nothing, and are left out
   * @param differences for a person, one each
   */
  record Comparison(boolean settled, List<String> differences) {

    public Comparison {
      differences = List.copyOf(differences);
    }
  }
}
