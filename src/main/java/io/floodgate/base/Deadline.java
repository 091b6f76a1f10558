package io.floodgate.base;

import java.time.Duration;

/**
 * The moment after which nobody waits for an answer any more. It travels with the request; each hop
 * takes what remains. Measured by the monotonic clock of this process, so it never leaves it.
 */
public record Deadline(long nanoTime) {

  public static Deadline after(Duration duration) {
    return new Deadline(System.nanoTime() + duration.toNanos());
  }

  public boolean isPast() {
    return System.nanoTime() - nanoTime >= 0;
  }

  /** What remains, in milliseconds, at least one. */
  public long remainingMillis() {
    return Math.max(1, (nanoTime - System.nanoTime()) / 1_000_000);
  }
}
