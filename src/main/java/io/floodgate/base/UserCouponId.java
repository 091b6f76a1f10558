package io.floodgate.base;

/** The id of a coupon that was issued to a user. */
public record UserCouponId(long value) implements Id, Comparable<UserCouponId> {

  @Override
  public int compareTo(UserCouponId other) {
    return Long.compare(value, other.value);
  }
}
