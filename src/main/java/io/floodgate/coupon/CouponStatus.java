package io.floodgate.coupon;

/** Whether a coupon on offer can be had now. */
public enum CouponStatus {
  /** Its issue period has not begun. */
  UPCOMING,
  /** It is being issued. */
  OPEN,
  /** Its issue period runs, and none is left. */
  SOLD_OUT,
  /** Its issue period is over. */
  ENDED
}
