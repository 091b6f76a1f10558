package io.floodgate.ranking;

import io.floodgate.base.CommonFailure;
import io.floodgate.base.Failure;
import io.floodgate.base.Refused;
import io.floodgate.config.Config;
import io.floodgate.db.Database;
import io.floodgate.db.DatabaseClock;
import io.floodgate.ranking.RankingStore.Present;
import io.floodgate.redis.RedisStore;
import io.floodgate.schedule.Steps;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.time.ZoneId;
import java.util.concurrent.TimeUnit;

/**
 * Builds the ranking anew, whether servers run or not: it is deployed once that is done. Its
 * deployment fails with {@link Refused} when it cannot be.
 */
public final class RebuildVerticle extends VerticleBase {

  private static final Duration PAUSE = Duration.ofMillis(200);

  private final Config config;
  private final Database database;
  private final RedisStore redis;
  private final BusinessDays days;
  private RankingStore store;
  private RankingBuilder builder;

  public RebuildVerticle(Config config, Database database, RedisStore redis) {
    this.config = config;
    this.database = database;
    this.redis = redis;
    this.days = new BusinessDays(ZoneId.of(config.ranking().zone()));
  }

  @Override
  public Future<?> start() {
    store = new RankingStore(redis, days);
    builder =
        new RankingBuilder(
            vertx,
            config.ranking(),
            redis,
            database.longTransactions(config.ranking().queryTimeout()),
            days,
            new DatabaseClock(database.reads())::now);
    return redis
        .tried()
        .compose(_ -> build())
        .recover(error -> Future.failedFuture(refused(error)));
  }

  private Throwable refused(Throwable error) {
    return Failure.from(error).code() == CommonFailure.UNAVAILABLE
        ? new Refused(
            "PostgreSQL or Redis at %s:%d does not answer: the ranking is as it was"
                .formatted(config.redis().host(), config.redis().port()),
            error)
        : error;
  }

  /** Where a server builds it already it has perhaps read before we were asked: ours comes next. */
  private Future<Void> build() {
    // Whoever is building has its time, and so has one that died.
    Duration patience =
        config.ranking().queryTimeout().plus(config.ranking().rebuildClaim().multipliedBy(2));
    long begun = System.nanoTime();
    return Steps.whileMore(
        () ->
            store
                .present()
                .compose(
                    seen -> builder.build(seen.map(Present::epoch), "the command line asks for it"))
                .compose(
                    built -> {
                      if (built) {
                        return Future.succeededFuture(false);
                      }
                      return System.nanoTime() - begun < patience.toNanos()
                          ? vertx.timer(PAUSE.toMillis(), TimeUnit.MILLISECONDS).map(true)
                          : Future.failedFuture(
                              new Refused("another node builds the ranking, and does not end"));
                    }));
  }
}
