package io.floodgate.base;

/** The id of a user. */
public record UserId(long value) implements Id, Comparable<UserId> {

  @Override
  public int compareTo(UserId other) {
    return Long.compare(value, other.value);
  }
}
