package io.floodgate.coupon;

import io.floodgate.base.CouponId;
import io.floodgate.base.Deadline;
import io.floodgate.base.UserId;
import io.floodgate.bus.Bus;
import io.floodgate.bus.Call;
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
 * was not, and what is cached of those users is forgotten. Nobody waits for it; what gets lost here
 * the keeper of the gate puts right. Lives on one event loop.
 */
final class Settlement {

  private static final Logger LOG = LoggerFactory.getLogger(Settlement.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Vertx vertx;
  private final Gate gate;
  private final Bus bus;
  private Map<CouponId, Told> told = new HashMap<>();

  private record Told(List<UserId> issued, List<UserId> refused) {}

  Settlement(Vertx vertx, Gate gate, Bus bus) {
    this.vertx = vertx;
    this.gate = gate;
    this.bus = bus;
  }

  void issued(CouponId coupon, UserId user) {
    of(coupon).issued.add(user);
  }

  void refused(CouponId coupon, UserId user) {
    of(coupon).refused.add(user);
  }

  private Told of(CouponId coupon) {
    if (told.isEmpty()) {
      // The answers of a batch come one after the other, before anything else runs here.
      vertx.runOnContext(_ -> flush());
    }
    return told.computeIfAbsent(coupon, _ -> new Told(new ArrayList<>(), new ArrayList<>()));
  }

  private void flush() {
    Map<CouponId, Told> batch = told;
    told = new HashMap<>();
    List<UserId> issued = new ArrayList<>();
    batch.forEach(
        (coupon, of) -> {
          issued.addAll(of.issued);
          gate.settle(coupon, of.issued, of.refused)
              .onFailure(error -> LOG.debug("the gate of {} was not told", coupon, error));
        });
    if (!issued.isEmpty()) {
      bus.ask(new CouponAsk.ForgetUserCoupons(issued), new Call(Deadline.after(PATIENCE), ""))
          .onFailure(error -> LOG.debug("cached coupons were not forgotten", error));
    }
  }
}
