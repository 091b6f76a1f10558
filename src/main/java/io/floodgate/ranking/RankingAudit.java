package io.floodgate.ranking;

import io.floodgate.base.CommonFailure;
import io.floodgate.base.Failure;
import io.floodgate.base.ProductId;
import io.floodgate.db.Transactions;
import io.floodgate.db.Tx;
import io.floodgate.kafka.KafkaStore;
import io.floodgate.outbox.OutboxTable;
import io.floodgate.ranking.RankingAsk.Comparison;
import io.floodgate.ranking.RankingStore.Present;
import io.floodgate.schedule.Steps;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * Compares the ranking in Redis with the database. They are equal only when every event is counted,
 * so it looks again and again for a while. A difference is proven when all events had been counted
 * before Redis was read, and nothing was sold until afterwards. Lives on one event loop.
 */
final class RankingAudit {

  private static final Duration LOOKS_FOR = Duration.ofSeconds(3);
  private static final Duration PAUSE = Duration.ofMillis(100);

  /** Sorted sets that are read at once. */
  private static final int AT_ONCE = 4;

  /** More differences would say no more. */
  private static final int MOST_DIFFERENCES = 1_000;

  private static final Comparison EQUAL = new Comparison(true, List.of());
  private static final Comparison UNSETTLED = new Comparison(false, List.of());

  private final Vertx vertx;
  private final RankingStore store;
  private final RankingKeys keys;
  private final KafkaStore kafka;
  private final Transactions transactions;
  private final BusinessDays days;

  /**
   * @param transactions whose statements may take {@code ranking.queryTimeout}
   */
  RankingAudit(
      Vertx vertx,
      RankingStore store,
      RankingKeys keys,
      KafkaStore kafka,
      Transactions transactions,
      BusinessDays days) {
    this.vertx = vertx;
    this.store = store;
    this.keys = keys;
    this.kafka = kafka;
    this.transactions = transactions;
    this.days = days;
  }

  /** Compares all of it. */
  Future<Comparison> compare() {
    return new Audit(false).run();
  }

  /**
   * Compares the days that are over. While others buy nothing is ever proven of today, but these
   * change no more: what still differs after a while is settled.
   */
  Future<Comparison> compareClosedDays() {
    return new Audit(true).run();
  }

  /** What the database says, and whether some of it is still to be told. */
  private record Truth(Sums sums, boolean waits) {}

  /** A sorted set and what should be in it. */
  private record Checked(String label, String key, Map<ProductId, Long> truth) {}

  private final class Audit {
    private final boolean closedDays;
    private final long begun = System.nanoTime();
    private Comparison last = UNSETTLED;
    private boolean stands;

    Audit(boolean closedDays) {
      this.closedDays = closedDays;
    }

    Future<Comparison> run() {
      return Steps.whileMore(this::look)
          .compose(
              _ ->
                  stands
                      ? Future.succeededFuture(last)
                      : Future.failedFuture(Failure.of(CommonFailure.UNAVAILABLE)));
    }

    /** Answers whether to look once more. */
    private Future<Boolean> look() {
      return store
          .present()
          .compose(present -> present.map(this::compare).orElse(nothingYet()))
          .compose(
              verdict -> {
                verdict.ifPresent(found -> last = found);
                boolean inTime = System.nanoTime() - begun < LOOKS_FOR.toNanos();
                return verdict.isEmpty() && inTime
                    ? vertx.timer(PAUSE.toMillis(), TimeUnit.MILLISECONDS).map(true)
                    : Future.succeededFuture(false);
              });
    }

    private Future<Optional<Comparison>> nothingYet() {
      return Future.succeededFuture(Optional.empty());
    }

    private Future<Optional<Comparison>> compare(Present present) {
      stands = true;
      return truth(present)
          .compose(truth -> differences(truth.sums).compose(found -> judge(present, truth, found)));
    }

    private Future<Optional<Comparison>> judge(
        Present present, Truth truth, List<String> differences) {
      if (differences.isEmpty()) {
        return isStill(present).map(still -> still ? Optional.of(EQUAL) : Optional.empty());
      }
      if (closedDays) {
        last = new Comparison(true, differences);
        return nothingYet();
      }
      return allIsCounted(truth).compose(counted -> counted ? prove(present, truth) : nothingYet());
    }

    /** What was sold by then has been counted; a window that moves is not read. */
    private Future<Boolean> allIsCounted(Truth truth) {
      return truth.waits
          ? Future.succeededFuture(false)
          : Future.all(
                  kafka.lag(RankingConsumerVerticle.TOPIC, RankingConsumerVerticle.GROUP),
                  store.isRolling())
              .map(both -> both.<Long>resultAt(0) == 0 && !both.<Boolean>resultAt(1));
    }

    private Future<Optional<Comparison>> prove(Present present, Truth before) {
      return differences(before.sums)
          .compose(
              found ->
                  Future.all(truth(present), isStill(present))
                      .map(
                          both -> {
                            Truth after = both.resultAt(0);
                            boolean quiet = after.sums.buckets().equals(before.sums.buckets());
                            return quiet && both.<Boolean>resultAt(1)
                                ? Optional.of(new Comparison(true, found))
                                : Optional.empty();
                          }));
    }

    /** Nobody has built it anew, and no window has moved. */
    private Future<Boolean> isStill(Present present) {
      return store.present().map(now -> now.equals(Optional.of(present)));
    }

    private Future<List<String>> differences(Sums sums) {
      List<String> differences = new ArrayList<>();
      return Steps.forEach(
              checked(sums),
              AT_ONCE,
              one -> counted(one.key).onSuccess(in -> note(one, in, differences)).mapEmpty())
          .map(_ -> differences);
    }

    private List<Checked> checked(Sums sums) {
      List<Checked> checked = new ArrayList<>();
      sums.buckets()
          .forEach(
              (bucket, truth) -> {
                if (!closedDays || isClosed(bucket, sums)) {
                  checked.add(new Checked(bucket.text(), keys.bucket(bucket), truth));
                }
              });
      if (!closedDays) {
        sums.windows()
            .forEach(
                (window, truth) ->
                    checked.add(
                        new Checked("window " + window.parameter(), keys.window(window), truth)));
      }
      return checked;
    }

    private static boolean isClosed(Bucket bucket, Sums sums) {
      return bucket.unit() == Bucket.Unit.DAY && bucket.number() < sums.day().number();
    }
  }

  private Future<Truth> truth(Present present) {
    return transactions.run(
        tx -> tx.run(RankingBuilder.ONE_SNAPSHOT).compose(_ -> truth(tx, present)));
  }

  private Future<Truth> truth(Tx tx, Present present) {
    Sums sums = new Sums(present.day(), present.hour());
    Future<Boolean> waits = OutboxTable.hasUnsent(tx);
    return Future.all(waits, RankingBuilder.read(tx, days, sums))
        .map(_ -> new Truth(sums, waits.result()));
  }

  private Future<Map<ProductId, Long>> counted(String key) {
    Map<ProductId, Long> counted = new HashMap<>();
    Scan scan = new Scan();
    return Steps.whileMore(
            () ->
                store
                    .part(key, scan.cursor)
                    .map(
                        part -> {
                          part.units().forEach(one -> counted.put(one.productId(), one.units()));
                          scan.cursor = part.cursor();
                          return !scan.cursor.equals("0");
                        }))
        .map(_ -> counted);
  }

  private static final class Scan {
    private String cursor = "0";
  }

  private static void note(Checked one, Map<ProductId, Long> counted, List<String> to) {
    TreeSet<ProductId> products = new TreeSet<>(one.truth.keySet());
    products.addAll(counted.keySet());
    for (ProductId product : products) {
      long truth = Objects.requireNonNullElse(one.truth.get(product), 0L);
      long number = Objects.requireNonNullElse(counted.get(product), 0L);
      if (truth != number && to.size() < MOST_DIFFERENCES) {
        to.add(
            "%s: %d units of product %d are counted, %d were sold"
                .formatted(one.label, number, product.value(), truth));
      }
    }
  }
}
