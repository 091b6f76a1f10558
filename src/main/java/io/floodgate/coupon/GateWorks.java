package io.floodgate.coupon;

import io.floodgate.base.CouponId;
import io.floodgate.base.Refused;
import io.floodgate.config.Config;
import io.floodgate.db.Database;
import io.floodgate.db.Reads;
import io.floodgate.redis.RedisStore;
import io.floodgate.schedule.Steps;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What an operator has done to gates, whether servers run or not. Made on an event loop, and lives
 * on it. Every future fails with UNAVAILABLE where PostgreSQL or Redis does not answer.
 */
public final class GateWorks {

  private static final Duration PAUSE = Duration.ofMillis(50);

  private final Vertx vertx;
  private final Config.Coupons config;
  private final Reads reads;
  private final GateStore gates;
  private final KeptCoupons coupons;
  private final GateBuilder builder;
  private final GateAudit audit;
  private final UserCoupons cached;

  public GateWorks(Vertx vertx, Config.Coupons config, Database database, RedisStore redis) {
    this.vertx = vertx;
    this.config = config;
    this.reads = database.reads();
    this.gates = new GateStore(redis);
    this.coupons = new KeptCoupons(config, reads);
    this.builder = new GateBuilder(config, gates, database.transactions(), reads);
    this.audit = new GateAudit(vertx, config, gates, reads, false);
    this.cached = new UserCoupons(vertx, config, reads, redis);
  }

  /** The coupons that need a gate: those whose issue period is not over. */
  public Future<List<CouponId>> open() {
    List<CouponId> open = new ArrayList<>();
    return coupons
        .forEachPage(
            page -> {
              page.stream()
                  .filter(CouponTable.Kept::open)
                  .forEach(kept -> open.add(kept.coupon().id()));
              return Future.succeededFuture();
            })
        .map(_ -> open);
  }

  /**
   * Builds a gate from PostgreSQL, in place of the one that stands, while coupons are issued: who
   * was let through and still waits keeps the place, and who is issued one meanwhile is added.
   *
   * @return the epoch of the gate; fails with {@link Refused} where the coupon needs none, or
   *     somebody else builds it and does not end
   */
  public Future<Long> rebuild(CouponId coupon) {
    // Whoever is building has its time, and so has one that died.
    long until = System.nanoTime() + config.gateClaim().multipliedBy(3).toNanos();
    return Steps.whileMore(() -> tryOnce(coupon, until))
        .compose(_ -> gates.inspect(coupon, 0))
        .compose(
            standing ->
                standing
                    .built()
                    .map(built -> Future.succeededFuture(built.epoch()))
                    .orElseGet(() -> Future.failedFuture(new Refused(isLost(coupon)))));
  }

  private static String isLost(CouponId coupon) {
    return "the gate of coupon %d was lost as soon as it was built".formatted(coupon.value());
  }

  /** Where a server builds it already it has perhaps read before we were asked: ours comes next. */
  private Future<Boolean> tryOnce(CouponId coupon, long until) {
    return CouponTable.kept(reads, config.gateGrace(), coupon)
        .compose(
            kept ->
                kept.filter(CouponTable.Kept::open).isPresent()
                    ? gates.inspect(coupon, 0)
                    : Future.failedFuture(
                        new Refused(
                            "coupon %d has no gate: it does not exist, or its issue period is over"
                                .formatted(coupon.value()))))
        .compose(standing -> builder.build(coupon, standing.built()))
        .compose(
            result -> {
              if (result.built()) {
                return cached.forget(result.settled()).map(false);
              }
              return System.nanoTime() < until
                  ? vertx.timer(PAUSE.toMillis(), TimeUnit.MILLISECONDS).map(true)
                  : Future.failedFuture(
                      new Refused(
                          "another node builds the gate of coupon %d, and does not end"
                              .formatted(coupon.value())));
            });
  }

  /** How the gates that stand differ from PostgreSQL; nothing is mended. */
  public Future<List<GateAsk.Drift>> compare() {
    return audit.compareAll(coupons, _ -> {});
  }
}
