package io.floodgate.base;

/** The id of an order. */
public record OrderId(long value) implements Id, Comparable<OrderId> {

  @Override
  public int compareTo(OrderId other) {
    return Long.compare(value, other.value);
  }
}
