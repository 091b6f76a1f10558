package io.floodgate.kafka;

/** A message that no further attempt will make sense of. */
public final class Unreadable extends RuntimeException {

  public Unreadable(String problem) {
    super(problem);
  }

  public Unreadable(String problem, Throwable cause) {
    super(problem, cause);
  }
}
