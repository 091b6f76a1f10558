package io.floodgate.coupon;

import io.floodgate.base.CouponId;
import io.floodgate.base.Deadline;
import io.floodgate.base.UserId;
import io.floodgate.bus.Bus;
import io.floodgate.bus.Call;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is told after a commit, a batch at a time: the gate hears who was issued a coupon and who
 * was not, and what is cached of those users is forgotten. Nobody waits for the gate; what gets
 * lost here its keeper puts right. Lives on one event loop.
 */
final class Settlement {

  private static final Logger LOG = LoggerFactory.getLogger(Settlement.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Vertx vertx;
  private final Gate gate;
  private final Bus bus;
  private Batch batch = new Batch();

  /** What PostgreSQL has said in one transaction. */
  private static final class Batch {
    private final Map<CouponId, Told> told = new HashMap<>();
    private final Promise<Void> forgotten = Promise.promise();
  }

  private record Told(List<UserId> issued, List<UserId> refused) {}

  Settlement(Vertx vertx, Gate gate, Bus bus) {
    this.vertx = vertx;
    this.gate = gate;
    this.bus = bus;
  }

  /**
   * Completes when the user's cached coupons are forgotten, so that who hears of a coupon finds it
   * in the list; without Redis there is no such cache, and nothing to wait for. Never fails.
   */
  Future<Void> issued(CouponId coupon, UserId user) {
    of(coupon).issued.add(user);
    return batch.forgotten.future();
  }

  void refused(CouponId coupon, UserId user) {
    of(coupon).refused.add(user);
  }

  private Told of(CouponId coupon) {
    if (batch.told.isEmpty()) {
      // The answers of a batch come one after the other, before anything else runs here.
      vertx.runOnContext(_ -> flush());
    }
    return batch.told.computeIfAbsent(coupon, _ -> new Told(new ArrayList<>(), new ArrayList<>()));
  }

  private void flush() {
    Batch ended = batch;
    batch = new Batch();
    List<UserId> issued = new ArrayList<>();
    ended.told.forEach(
        (coupon, of) -> {
          issued.addAll(of.issued);
          gate.settle(coupon, of.issued, of.refused)
              .onFailure(error -> LOG.debug("the gate of {} was not told", coupon, error));
        });
    forget(issued).onComplete(_ -> ended.forgotten.complete());
  }

  private Future<Void> forget(List<UserId> users) {
    if (users.isEmpty()) {
      return Future.succeededFuture();
    }
    return bus.ask(new CouponAsk.ForgetUserCoupons(users), new Call(Deadline.after(PATIENCE), ""))
        .onFailure(error -> LOG.debug("cached coupons were not forgotten", error));
  }
}
