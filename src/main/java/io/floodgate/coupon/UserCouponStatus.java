package io.floodgate.coupon;

/** Whether a coupon that a user holds can still be used. */
public enum UserCouponStatus {
  /** Not used, and its validity is not over (it may not have begun). */
  AVAILABLE,
  USED,
  /** Not used, and its validity is over. */
  EXPIRED
}
