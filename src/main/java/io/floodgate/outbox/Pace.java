package io.floodgate.outbox;

import java.time.Duration;
import java.util.Comparator;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * How soon the relay looks again. While there is something it leaves time between two rounds, the
 * more of it the more they carry, because a round costs much the same whatever it carries; and it
 * rests as long as it works, because orders go first, unless events have waited for too long. When
 * there is nothing its pauses grow. Times are given in nanoseconds of a clock that only goes
 * forward.
 */
final class Pace {

  private static final Duration SHORTEST = Duration.ofMillis(5);

  /** Rounds that carry so many are as far apart as they may be. */
  private static final int MANY = 1_000;

  private final Supplier<Duration> farthest;
  private final Supplier<Duration> longest;
  private Duration pause = SHORTEST;
  private Duration apart;
  private long beganNanos;

  /**
   * @param farthest from the beginning of a round that carried something to that of the next
   * @param longest pause when there is nothing
   * @param nowNanos when this begins
   */
  Pace(Supplier<Duration> farthest, Supplier<Duration> longest, long nowNanos) {
    this.farthest = farthest;
    this.longest = longest;
    this.apart = atLeast();
    this.beganNanos = nowNanos - apart.toNanos();
  }

  /**
   * The pause after a round that carried as much as it may.
   *
   * @param late events have waited for too long to let orders go first
   */
  Duration afterFull(long beganNanos, long nowNanos, boolean late) {
    pause = SHORTEST;
    this.beganNanos = beganNanos;
    apart = late ? Duration.ZERO : asLongAgain(beganNanos, nowNanos);
    return soon(nowNanos);
  }

  /** The pause after a round that carried something. */
  Duration afterSome(int events, long beganNanos, long nowNanos) {
    pause = SHORTEST;
    this.beganNanos = beganNanos;
    Duration wanted = farthest.get().multipliedBy(Math.min(events, MANY)).dividedBy(MANY);
    apart = longest(wanted, atLeast(), asLongAgain(beganNanos, nowNanos));
    return soon(nowNanos);
  }

  /** Who rests as long as he works leaves the machine to orders, most of all when it is busy. */
  private static Duration asLongAgain(long beganNanos, long nowNanos) {
    return Duration.ofNanos(2 * (nowNanos - beganNanos));
  }

  private static Duration longest(Duration... of) {
    return Stream.of(of).max(Comparator.naturalOrder()).orElseThrow();
  }

  private Duration atLeast() {
    return farthest.get().dividedBy(10);
  }

  /** The pause after a look that found nothing. */
  Duration afterNothing() {
    Duration most = longest.get();
    Duration now = pause.compareTo(most) < 0 ? pause : most;
    pause = now.multipliedBy(2);
    return now;
  }

  /** The pause when it is known that there is something. */
  Duration soon(long nowNanos) {
    long left = beganNanos + apart.toNanos() - nowNanos;
    return left <= 0 ? Duration.ZERO : Duration.ofNanos(left);
  }
}
