package io.floodgate.order;

import java.util.stream.Stream;

/** The states of an order. */
public enum OrderStatus {
  /** Stock and coupon are taken, points are not; it expires. */
  PENDING_PAYMENT,
  /** Paid; parts of it may have been refunded. */
  PAID,
  /** Everything was refunded. */
  REFUNDED,
  /** Called off; all it held was given back. */
  CANCELLED,
  /** Not paid in time; all it held was given back. */
  EXPIRED;

  /** Whether nothing can become of it any more. */
  public boolean isFinal() {
    return Stream.of(values()).noneMatch(this::mayBecome);
  }

  /** The legal changes of state. */
  boolean mayBecome(OrderStatus next) {
    return switch (this) {
      case PENDING_PAYMENT -> next == PAID || next == CANCELLED || next == EXPIRED;
      case PAID -> next == REFUNDED || next == CANCELLED;
      case REFUNDED, CANCELLED, EXPIRED -> false;
    };
  }
}
