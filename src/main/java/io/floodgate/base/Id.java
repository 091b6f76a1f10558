package io.floodgate.base;

/** The number behind a typed id: positive, and small enough that JavaScript reads it exactly. */
public sealed interface Id permits UserId, ProductId, OrderId, PaymentId, CouponId, UserCouponId {

  /** The largest integer that a JavaScript number holds exactly, 2^53 - 1. */
  long MAX_VALUE = (1L << 53) - 1;

  /** The number as it stands in URLs, JSON and the database. */
  long value();
}
