package io.floodgate.coupon;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * What the gates of coupons have said on this node since its start, and what had to be done to
 * them. One object a node; any thread.
 */
public final class GateCounts {

  private final Map<Result, LongAdder> results = new EnumMap<>(Result.class);
  private final LongAdder drifts = new LongAdder();
  private final LongAdder builds = new LongAdder();

  public GateCounts() {
    for (Result result : Result.values()) {
      results.put(result, new LongAdder());
    }
  }

  /** What a request for a coupon met. */
  public enum Result {
    /** It was let through. */
    ADMITTED,
    /** It was let through: a request of the same user was let through before and is under way. */
    PENDING,
    /** Its user has had one. */
    MEMBER,
    /** None is left, or all that are left are under way. */
    FULL,
    /** It came before or after the issue period. */
    NOT_IN_PERIOD,
    /** There was no gate: a bounded few go past it. */
    ABSENT,
    /** Redis did not answer, which is the same as no gate. */
    AWAY,
    /** It was refused from memory, without asking the gate. */
    CLOSED;

    static Result of(Gate.Verdict verdict) {
      return switch (verdict) {
        case ADMITTED -> ADMITTED;
        case PENDING -> PENDING;
        case MEMBER -> MEMBER;
        case FULL -> FULL;
        case NOT_IN_PERIOD -> NOT_IN_PERIOD;
        case ABSENT -> ABSENT;
      };
    }
  }

  /** Requests that met this. */
  public long of(Result result) {
    return results.get(result).sum();
  }

  /** Gates that were found not to say what PostgreSQL says. */
  public long drifts() {
    return drifts.sum();
  }

  /** Gates that were built: the first one of a coupon, and each one in place of another. */
  public long builds() {
    return builds.sum();
  }

  void add(Result result) {
    results.get(result).increment();
  }

  void addDrift() {
    drifts.increment();
  }

  void addBuild() {
    builds.increment();
  }
}
