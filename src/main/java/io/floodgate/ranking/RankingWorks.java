package io.floodgate.ranking;

import io.floodgate.base.CommonFailure;
import io.floodgate.base.Failure;
import io.floodgate.config.Config;
import io.floodgate.db.Database;
import io.floodgate.kafka.KafkaStore;
import io.floodgate.ranking.RankingAsk.Comparison;
import io.floodgate.redis.RedisStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.ZoneId;

/**
 * What an operator asks of the ranking, whether servers run or not. Made on an event loop, and
 * lives on it.
 */
public final class RankingWorks {

  private final RankingStore store;
  private final RankingAudit audit;

  public RankingWorks(
      Vertx vertx, Config.Ranking config, Database database, RedisStore redis, KafkaStore kafka) {
    BusinessDays days = new BusinessDays(ZoneId.of(config.zone()));
    this.store = new RankingStore(redis, days);
    this.audit =
        new RankingAudit(
            vertx,
            store,
            new RankingKeys(redis),
            kafka,
            database.longTransactions(config.queryTimeout()),
            days);
  }

  /**
   * The ranking in Redis beside that of the database; waits some seconds for what is under way.
   * Fails with UNAVAILABLE where a store is away, or no ranking was built yet.
   */
  public Future<Comparison> compare() {
    return store
        .present()
        .compose(
            present ->
                present.isPresent()
                    ? audit.compare()
                    : Future.failedFuture(Failure.of(CommonFailure.UNAVAILABLE)));
  }
}
