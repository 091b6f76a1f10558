package io.floodgate.coupon;

import io.floodgate.base.CouponId;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The coupons of which PostgreSQL has said that none can be had, because none is left or because
 * their issue period is over: they are refused without asking any store. {@link GateVerticle} asks
 * PostgreSQL again and again whether it still holds, and whoever opens one again says so here at
 * once. One object a node; thread-safe.
 */
public final class Closed {

  private final Map<CouponId, CouponFailure> coupons = new ConcurrentHashMap<>();

  /** COUPON_SOLD_OUT or COUPON_NOT_IN_ISSUE_PERIOD, if none of these can be had. */
  Optional<CouponFailure> why(CouponId id) {
    return Optional.ofNullable(coupons.get(id));
  }

  /** PostgreSQL has said so. */
  void add(CouponId id, CouponFailure why) {
    coupons.put(id, why);
  }

  /** Some can be had again, or may be. */
  void remove(CouponId id) {
    coupons.remove(id);
  }

  Map<CouponId, CouponFailure> all() {
    return Map.copyOf(coupons);
  }
}
