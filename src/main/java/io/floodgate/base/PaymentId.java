package io.floodgate.base;

/** The id of a payment or a refund: both are rows of the append-only payment table. */
public record PaymentId(long value) implements Id, Comparable<PaymentId> {

  @Override
  public int compareTo(PaymentId other) {
    return Long.compare(value, other.value);
  }
}
