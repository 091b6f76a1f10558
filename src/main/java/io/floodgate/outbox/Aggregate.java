package io.floodgate.outbox;

/** The things that events are about; the events of one thing keep their order. */
public enum Aggregate {
  ORDER,
  PAYMENT,
  POINT,
  PRODUCT,
  /** A coupon on offer. */
  COUPON,
  /** A coupon that was issued to a user. */
  USER_COUPON
}
