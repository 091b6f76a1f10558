package io.floodgate.base;

/** The id of a product. */
public record ProductId(long value) implements Id, Comparable<ProductId> {

  @Override
  public int compareTo(ProductId other) {
    return Long.compare(value, other.value);
  }
}
