package io.floodgate.web;

/**
 * How long a request is still taken on when there is more than can be carried: the later it stands
 * here, the sooner it is refused. A route says which it is.
 */
public enum Priority {
  /** For operators and what watches over the server: never refused. */
  WATCHING,

  /**
   * Finishes what was begun: payments, cancellations, refunds; also what is done to steer a sale.
   */
  FINISHING,

  /** Begins something: orders and charges. */
  ORDER,

  /** Issues of coupons. */
  COUPON,

  /** Changes nothing. */
  READ
}
