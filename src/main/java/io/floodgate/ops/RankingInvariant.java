package io.floodgate.ops;

import io.floodgate.base.CommonFailure;
import io.floodgate.base.Failure;
import io.floodgate.bus.Bus;
import io.floodgate.bus.Call;
import io.floodgate.ranking.RankingAsk;
import io.floodgate.ranking.RankingAsk.Comparison;
import io.vertx.core.Future;

/** That the ranking is what was paid less what was refunded. */
public final class RankingInvariant {

  static final String NAME = "ranking.counts-each-event-once";

  private static final int SAMPLES = 5;

  private RankingInvariant() {}

  /** Asks the keeper of the ranking. */
  static Future<Invariant> check(Bus bus, Call call) {
    return judge(bus.ask(new RankingAsk.CompareRanking(), call));
  }

  /**
   * What a comparison says. Without Redis there is nothing to compare, and while more is sold
   * nothing is proven.
   *
   * @param compared fails with UNAVAILABLE where a store is away
   */
  public static Future<Invariant> judge(Future<Comparison> compared) {
    return compared
        .map(RankingInvariant::of)
        .recover(
            error ->
                Failure.from(error).code() == CommonFailure.UNAVAILABLE
                    ? Future.succeededFuture(
                        Invariant.notChecked(NAME, "Redis, Kafka or PostgreSQL does not answer"))
                    : Future.failedFuture(error));
  }

  private static Invariant of(Comparison found) {
    return found.settled()
        ? new Invariant(
            NAME, found.differences().size(), found.differences().stream().limit(SAMPLES).toList())
        : Invariant.notChecked(NAME, "events are still being counted");
  }
}
