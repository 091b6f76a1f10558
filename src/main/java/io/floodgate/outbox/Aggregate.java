package io.floodgate.outbox;

/** The things that events are about; the events of one thing keep their order. */
public enum Aggregate {
  ORDER("order.events"),
  PAYMENT("payment.events"),
  /** A user's points. */
  POINT("point.events"),
  PRODUCT("product.events"),
  /** A coupon on offer. */
  COUPON("coupon.events"),
  /** A coupon that was issued to a user. */
  USER_COUPON("coupon.events");

  private final String topic;

  Aggregate(String topic) {
    this.topic = topic;
  }

  /** The Kafka topic of its events, without {@code kafka.topicPrefix}. */
  public String topic() {
    return topic;
  }
}
