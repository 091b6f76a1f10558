package io.floodgate.ranking;

import java.time.Instant;
import java.util.List;

/**
 * A ranking as it was at a moment. Of two products that sold the same, the one with the larger id
 * comes first.
 *
 * @param asOf when it was read from where it is kept, by the database's clock
 * @param source what it was read from
 * @param items the best first; a hidden product is not among them
 */
public record TopProducts(Window window, Instant asOf, Source source, List<TopProduct> items) {

  public TopProducts {
    items = List.copyOf(items);
  }

  /** Where a ranking comes from. */
  public enum Source {
    /** Counted as orders are paid. */
    LIVE,
    /** Worked out from the payments, while the live one is away. */
    DATABASE
  }
}
