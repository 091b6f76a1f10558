package io.floodgate.bench;

/**
 * What two Spring Boot shops of the same requirements reach, tuned as far as configuration goes.
 * Not measured by this bench: quoted from measurements on a machine of the same size.
 */
final class Peers {

  static final String ORDERS_SPREAD = "564/s";
  static final String ORDERS_AT_40 = "420/s, p95 over 100 ms";
  static final String ORDERS_HOT = "331/s";
  static final String COUPONS = "none durable";
  static final String REFUSALS = "14,700/s (accepted into Kafka)";
  static final String CHARGES = "1,363/s";
  static final String PRODUCTS = "3,000/s";
  static final String TOP = "6,100/s";

  private Peers() {}
}
