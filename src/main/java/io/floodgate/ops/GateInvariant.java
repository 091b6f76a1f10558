package io.floodgate.ops;

import io.floodgate.base.CommonFailure;
import io.floodgate.base.Failure;
import io.floodgate.bus.Bus;
import io.floodgate.bus.Call;
import io.floodgate.coupon.GateAsk;
import io.vertx.core.Future;
import java.util.List;

/** That the gates of coupons say what the database says. */
public final class GateInvariant {

  static final String NAME = "coupons.gate-is-the-truth";

  private static final int SAMPLES = 5;

  private GateInvariant() {}

  /** Asks the keeper of the gates. */
  static Future<Invariant> check(Bus bus, Call call) {
    return judge(bus.ask(new GateAsk.CompareGates(), call));
  }

  /**
   * What a comparison says. Without Redis there is nothing to compare, and nothing broken.
   *
   * @param compared fails with UNAVAILABLE where a store is away
   */
  public static Future<Invariant> judge(Future<List<GateAsk.Drift>> compared) {
    return compared
        .map(GateInvariant::of)
        .recover(
            error ->
                Failure.from(error).code() == CommonFailure.UNAVAILABLE
                    ? Future.succeededFuture(
                        Invariant.notChecked(NAME, "Redis or PostgreSQL does not answer"))
                    : Future.failedFuture(error));
  }

  private static Invariant of(List<GateAsk.Drift> drifts) {
    return new Invariant(
        NAME,
        drifts.size(),
        drifts.stream()
            .limit(SAMPLES)
            .map(drift -> "coupon %d: %s".formatted(drift.couponId().value(), drift.difference()))
            .toList());
  }
}
