package io.floodgate.config;

/** An amount of memory; in files {@code 512}, {@code 64KiB} or {@code 1MiB}. */
public record Bytes(int value) implements Comparable<Bytes> {
  @Override
  public int compareTo(Bytes other) {
    return Integer.compare(value, other.value);
  }
}
