package io.floodgate.local;

/** The stack cannot start, for a reason that one line tells to the person who started it. */
public final class StackRefused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public StackRefused(String reason) {
    super(reason);
  }

  public StackRefused(String reason, Throwable cause) {
    super(reason, cause);
  }
}
