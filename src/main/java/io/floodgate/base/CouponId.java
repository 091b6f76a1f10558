package io.floodgate.base;

/** The id of a coupon that users may be issued. */
public record CouponId(long value) implements Id, Comparable<CouponId> {

  @Override
  public int compareTo(CouponId other) {
    return Long.compare(value, other.value);
  }
}
