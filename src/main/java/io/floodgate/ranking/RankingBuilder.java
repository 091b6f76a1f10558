package io.floodgate.ranking;

import io.floodgate.base.ProductId;
import io.floodgate.config.Config;
import io.floodgate.db.Transactions;
import io.floodgate.db.Tx;
import io.floodgate.order.SalesTable;
import io.floodgate.ranking.NextRanking.Target;
import io.floodgate.redis.RedisStore;
import io.floodgate.schedule.Steps;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds the ranking from PostgreSQL: claim, read, fill, publish. From the claim on nothing is
 * counted; so all that was counted before has been committed before the snapshot and is part of it,
 * and all that comes after knows by the snapshot whether it is. A builder that lost its claim
 * publishes nothing. Lives on one event loop.
 */
final class RankingBuilder {

  private static final Logger LOG = LoggerFactory.getLogger(RankingBuilder.class);

  static final String ONE_SNAPSHOT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY";

  /** Products added in one step, and steps under way at once: others use the connection too. */
  private static final int CHUNK = 500;

  private static final int AT_ONCE = 4;

  /** So often is a claim renewed while it lasts. */
  private static final int RENEWALS = 4;

  private final Vertx vertx;
  private final Config.Ranking config;
  private final RedisStore redis;
  private final Transactions transactions;
  private final BusinessDays days;
  private final Supplier<Future<Instant>> now;

  /**
   * @param transactions whose statements may take {@code ranking.queryTimeout}
   * @param now the database's time
   */
  RankingBuilder(
      Vertx vertx,
      Config.Ranking config,
      RedisStore redis,
      Transactions transactions,
      BusinessDays days,
      Supplier<Future<Instant>> now) {
    this.vertx = vertx;
    this.config = config;
    this.redis = redis;
    this.transactions = transactions;
    this.days = days;
    this.now = now;
  }

  /** What the database says, and which transactions it has heard of. */
  record Read(Snapshot snapshot, Sums sums) {}

  /** Reads all buckets with one snapshot. */
  static Future<Read> read(Transactions transactions, BusinessDays days, Sums sums) {
    return transactions.run(tx -> tx.run(ONE_SNAPSHOT).compose(_ -> read(tx, days, sums)));
  }

  static Future<Read> read(Tx tx, BusinessDays days, Sums sums) {
    Future<String> snapshot = SalesTable.snapshot(tx);
    Future<Void> sold =
        SalesTable.read(tx, Sums.starts(sums.days(), days), Sums.starts(sums.hours(), days), sums);
    return Future.all(snapshot, sold).map(_ -> new Read(Snapshot.parse(snapshot.result()), sums));
  }

  /**
   * Builds the ranking in place of the one that was seen.
   *
   * @param seen its epoch; empty where there was none
   * @param problem why, for the log
   * @return false where another node does, or has done so since, or the claim was lost
   */
  Future<Boolean> build(Optional<String> seen, String problem) {
    String token = UUID.randomUUID().toString();
    NextRanking next =
        NextRanking.of(
            redis,
            token,
            config.rebuildClaim(),
            config.queryTimeout().plus(config.rebuildClaim().multipliedBy(RENEWALS)));
    return next.claim(seen)
        .compose(
            ours -> {
              if (!ours) {
                return Future.succeededFuture(false);
              }
              LOG.info("the ranking is built from PostgreSQL: {}", problem);
              return new Build(next).run();
            });
  }

  /** One building. */
  private final class Build {
    private final NextRanking next;
    private final long begun = System.nanoTime();
    private boolean lost;

    Build(NextRanking next) {
      this.next = next;
    }

    Future<Boolean> run() {
      long renewing = vertx.setPeriodic(config.rebuildClaim().toMillis() / RENEWALS, _ -> renew());
      return now.get()
          .compose(time -> read(transactions, days, new Sums(days.dayOf(time), days.hourOf(time))))
          .compose(this::fillAndPublish)
          .onSuccess(this::log)
          .recover(error -> next.abandon().transform(_ -> Future.failedFuture(error)))
          .onComplete(_ -> vertx.cancelTimer(renewing));
    }

    private void renew() {
      next.renew()
          .onSuccess(ours -> lost |= !ours)
          .onFailure(error -> LOG.debug("the claim of the ranking was not renewed", error));
    }

    private void log(boolean built) {
      if (built) {
        LOG.info(
            "the ranking was built, epoch {}, in {} ms",
            next.token(),
            (System.nanoTime() - begun) / 1_000_000);
      } else {
        LOG.warn("the ranking was not built: its claim was lost");
      }
    }

    private Future<Boolean> fillAndPublish(Read read) {
      List<Chunk> chunks = new ArrayList<>();
      List<Target> targets = new ArrayList<>();
      read.sums
          .buckets()
          .forEach(
              (bucket, units) ->
                  plan(
                      chunks,
                      targets,
                      next.keys().bucket(bucket),
                      units,
                      days.expiryOf(bucket).getEpochSecond()));
      read.sums
          .windows()
          .forEach((window, units) -> plan(chunks, targets, next.keys().window(window), units, 0));
      return Steps.forEach(chunks, AT_ONCE, this::add)
          .compose(
              _ ->
                  lost
                      ? Future.succeededFuture(false)
                      : next.publish(read.snapshot, read.sums.day(), read.sums.hour(), targets));
    }

    private void plan(
        List<Chunk> chunks,
        List<Target> targets,
        String key,
        Map<ProductId, Long> units,
        long expireAt) {
      int number = targets.size();
      targets.add(new Target(key, number, units.size(), expireAt));
      List<Map.Entry<ProductId, Long>> all = List.copyOf(units.entrySet());
      for (int from = 0; from < all.size(); from += CHUNK) {
        chunks.add(new Chunk(number, all.subList(from, Math.min(from + CHUNK, all.size()))));
      }
    }

    private Future<Void> add(Chunk chunk) {
      return lost
          ? Future.succeededFuture()
          : next.add(chunk.number, chunk.units).onSuccess(ours -> lost |= !ours).mapEmpty();
    }
  }

  private record Chunk(int number, List<Map.Entry<ProductId, Long>> units) {}
}
