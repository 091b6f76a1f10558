package io.floodgate.outbox;

/** The things that events are about; the events of one thing keep their order. */
public enum Aggregate {
  ORDER,
  PAYMENT,
  POINT,
  PRODUCT
}
