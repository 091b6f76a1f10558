package io.floodgate.coupon;

import io.floodgate.base.CouponId;
import io.floodgate.redis.RedisStore;

/** The names of a gate's keys, which share a hash slot; {@link Gate} says what they hold. */
record GateKeys(String gate, String members, String pending, String builder, String next) {

  static GateKeys of(RedisStore store, CouponId coupon) {
    String common = store.key("coupon:{" + coupon.value() + "}:");
    return new GateKeys(
        common + "gate",
        common + "members",
        common + "pending",
        common + "builder",
        common + "next");
  }
}
