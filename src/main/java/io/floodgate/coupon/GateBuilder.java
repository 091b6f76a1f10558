package io.floodgate.coupon;

import io.floodgate.base.CouponId;
import io.floodgate.base.UserId;
import io.floodgate.config.Config;
import io.floodgate.db.Reads;
import io.floodgate.db.Transactions;
import io.floodgate.schedule.Steps;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds a gate from PostgreSQL: claim, read, publish. The claim comes before the first row is
 * read: whoever is issued a coupon from then on is added by {@link Settlement}, so that the gate
 * misses nobody, whenever the row was committed. A builder that lost its claim can publish nothing.
 * Lives on one event loop.
 */
final class GateBuilder {

  private static final Logger LOG = LoggerFactory.getLogger(GateBuilder.class);

  private final Config.Coupons config;
  private final GateStore gates;
  private final Transactions transactions;
  private final Reads reads;

  GateBuilder(Config.Coupons config, GateStore gates, Transactions transactions, Reads reads) {
    this.config = config;
    this.gates = gates;
    this.transactions = transactions;
    this.reads = reads;
  }

  /**
   * What came of it.
   *
   * @param settled who was waiting at the last gate and turned out to have been issued one
   */
  record Result(boolean built, List<UserId> settled) {
    private static final Result NOT_OURS = new Result(false, List.of());
  }

  /**
   * Builds a gate in place of the one that was seen, unless another node does, or has done so
   * since, or the coupon's period is long over.
   */
  Future<Result> build(CouponId coupon, Optional<GateStore.Built> seen) {
    return transactions
        .run(tx -> CouponTable.nextGateEpoch(tx, coupon, config.gateGrace()))
        .compose(
            epoch ->
                epoch.isEmpty()
                    ? Future.succeededFuture(Result.NOT_OURS)
                    : claimAndBuild(coupon, epoch.get(), seen));
  }

  private Future<Result> claimAndBuild(
      CouponId coupon, long epoch, Optional<GateStore.Built> seen) {
    return gates
        .claim(coupon, epoch, seen, config.gateClaim())
        .compose(
            ours ->
                ours
                    ? new Build(coupon, epoch).run().onSuccess(result -> log(coupon, epoch, result))
                    : Future.succeededFuture(Result.NOT_OURS));
  }

  private static void log(CouponId coupon, long epoch, Result result) {
    if (result.built) {
      LOG.info("the gate of coupon {} was built, epoch {}", coupon.value(), epoch);
    } else {
      LOG.warn("the gate of coupon {} was not built: its claim was lost", coupon.value());
    }
  }

  /** One building. */
  private final class Build {
    private final CouponId coupon;
    private final long epoch;
    private long lastSequence;
    private long added;
    private boolean lost;

    Build(CouponId coupon, long epoch) {
      this.coupon = coupon;
      this.epoch = epoch;
    }

    Future<Result> run() {
      return Steps.whileMore(this::addPage)
          .compose(_ -> publish())
          .recover(
              error -> gates.abandon(coupon, epoch).transform(_ -> Future.failedFuture(error)));
    }

    private Future<Boolean> addPage() {
      return UserCouponTable.members(reads, coupon, lastSequence, config.gateBatch())
          .compose(
              page -> {
                if (page.isEmpty()) {
                  return Future.succeededFuture(false);
                }
                lastSequence = page.getLast().sequence();
                added += page.size();
                List<UserId> users = page.stream().map(UserCouponTable.Member::userId).toList();
                return gates
                    .add(coupon, epoch, config.gateClaim(), users)
                    .map(
                        ours -> {
                          lost = !ours;
                          return ours && page.size() == config.gateBatch();
                        });
              });
    }

    private Future<Result> publish() {
      if (lost) {
        return Future.succeededFuture(Result.NOT_OURS);
      }
      return CouponTable.get(reads, coupon)
          .compose(
              found ->
                  gates.publish(
                      coupon,
                      epoch,
                      added,
                      GateStore.Setting.of(found.orElseThrow(), config.gateGrace())))
          .map(
              published ->
                  published.map(settled -> new Result(true, settled)).orElse(Result.NOT_OURS));
    }
  }
}
