package io.floodgate.outbox;

import java.time.Duration;

/**
 * How soon the relay looks again. While there is much it never rests; while there is some it leaves
 * a little time between two rounds, so that each carries more; when there is nothing its pauses
 * grow. Times are given in nanoseconds of a clock that only goes forward.
 */
final class Pace {

  private static final Duration SHORTEST = Duration.ofMillis(5);

  private final Duration apart;
  private final Duration longest;
  private Duration pause = SHORTEST;
  private long beganNanos;

  /**
   * @param apart from the beginning of a round that carried something to that of the next
   * @param longest pause when there is nothing
   * @param nowNanos when this begins
   */
  Pace(Duration apart, Duration longest, long nowNanos) {
    this.apart = apart;
    this.longest = longest;
    this.beganNanos = nowNanos - apart.toNanos();
  }

  /** The pause after a round that carried as much as it may. */
  Duration afterFull() {
    pause = SHORTEST;
    return Duration.ZERO;
  }

  /** The pause after a round that carried something. */
  Duration afterSome(long beganNanos, long nowNanos) {
    pause = SHORTEST;
    this.beganNanos = beganNanos;
    return soon(nowNanos);
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
