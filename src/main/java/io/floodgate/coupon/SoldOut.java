package io.floodgate.coupon;

import io.floodgate.base.CouponId;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The coupons of which PostgreSQL has said that none is left: they are refused without asking any
 * store. {@link GateVerticle} asks PostgreSQL again and again whether it still holds, and whoever
 * makes one free again says so here at once. One object a node; thread-safe.
 */
public final class SoldOut {

  private final Set<CouponId> coupons = ConcurrentHashMap.newKeySet();

  boolean contains(CouponId id) {
    return coupons.contains(id);
  }

  /** PostgreSQL has said so. */
  void add(CouponId id) {
    coupons.add(id);
  }

  /** Some are free again, or may be. */
  void remove(CouponId id) {
    coupons.remove(id);
  }

  Set<CouponId> all() {
    return Set.copyOf(coupons);
  }
}
