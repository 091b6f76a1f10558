package io.floodgate.outbox;

import java.time.Duration;

/**
 * How soon the relay looks again. While there is much it never rests; while there is some it leaves
 * time between two rounds, the more of it the more they carry: a round costs much the same whatever
 * it carries. When there is nothing its pauses grow. Times are given in nanoseconds of a clock that
 * only goes forward.
 */
final class Pace {

  private static final Duration SHORTEST = Duration.ofMillis(5);

  /** Rounds that carry so many are as far apart as they may be. */
  private static final int MANY = 1_000;

  private final Duration farthest;
  private final Duration longest;
  private Duration pause = SHORTEST;
  private Duration apart;
  private long beganNanos;

  /**
   * @param farthest from the beginning of a round that carried something to that of the next
   * @param longest pause when there is nothing
   * @param nowNanos when this begins
   */
  Pace(Duration farthest, Duration longest, long nowNanos) {
    this.farthest = farthest;
    this.longest = longest;
    this.apart = atLeast();
    this.beganNanos = nowNanos - apart.toNanos();
  }

  /** The pause after a round that carried as much as it may. */
  Duration afterFull() {
    pause = SHORTEST;
    return Duration.ZERO;
  }

  /** The pause after a round that carried something. */
  Duration afterSome(int events, long beganNanos, long nowNanos) {
    pause = SHORTEST;
    this.beganNanos = beganNanos;
    Duration wanted = farthest.multipliedBy(Math.min(events, MANY)).dividedBy(MANY);
    apart = wanted.compareTo(atLeast()) < 0 ? atLeast() : wanted;
    return soon(nowNanos);
  }

  private Duration atLeast() {
    return farthest.dividedBy(10);
  }

  /** The pause after a look that found nothing. */
  Duration afterNothing() {
    Duration now = pause.compareTo(longest) < 0 ? pause : longest;
    pause = now.multipliedBy(2);
    return now;
  }

  /** The pause when it is known that there is something. */
  Duration soon(long nowNanos) {
    long left = beganNanos + apart.toNanos() - nowNanos;
    return left <= 0 ? Duration.ZERO : Duration.ofNanos(left);
  }
}
