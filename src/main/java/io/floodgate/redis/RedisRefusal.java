package io.floodgate.redis;

import java.util.Optional;
import java.util.Set;

/**
 * An error that Redis answered with: the connection works, and the command was not carried out. It
 * is the cause of the {@link io.floodgate.base.Failure} that a command fails with; where a failure
 * has no such cause, Redis was not reached or did not answer, and whether the command was carried
 * out is not known. Has no stack trace.
 */
public final class RedisRefusal extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** What Redis says while it cannot serve for now; all else is a fault of ours. */
  private static final Set<String> FOR_NOW =
      Set.of(
          "LOADING",
          "READONLY",
          "OOM",
          "BUSY",
          "MASTERDOWN",
          "NOREPLICAS",
          "MISCONF",
          "CLUSTERDOWN",
          "TRYAGAIN",
          "NOAUTH",
          "WRONGPASS",
          "NOPERM");

  private final String kind;

  RedisRefusal(String message) {
    super(message, null, false, false);
    int space = message.indexOf(' ');
    this.kind = space < 0 ? message : message.substring(0, space);
  }

  /** The refusal that a command failed with, if Redis answered at all. */
  public static Optional<RedisRefusal> of(Throwable failure) {
    return failure.getCause() instanceof RedisRefusal refusal
        ? Optional.of(refusal)
        : Optional.empty();
  }

  /** The first word of the error, such as {@code NOSCRIPT}, {@code OOM} or {@code LOADING}. */
  public String kind() {
    return kind;
  }

  /** Whether it is the state of Redis, and the same command may succeed later. */
  boolean isForNow() {
    return FOR_NOW.contains(kind);
  }

  boolean is(String other) {
    return kind.equals(other);
  }
}
