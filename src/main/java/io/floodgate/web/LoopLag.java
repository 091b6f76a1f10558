package io.floodgate.web;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * How far one event loop is behind, measured by a timer that it should have run earlier. What waits
 * in the sockets of a loop that is behind is under way for its client, and for nobody here.
 *
 * <p>Lives on that event loop, except where a method says otherwise; the caller says what time it
 * is.
 */
final class LoopLag {

  /** From one look to the next. */
  static final Duration INTERVAL = Duration.ofMillis(25);

  /** The worst is remembered for this long at least, and for twice as long at most. */
  static final Duration REMEMBERED = Duration.ofSeconds(10);

  private final Supplier<Duration> maximum;
  private long lookedNanos;
  private long lastNanos;
  private long standingNanos;
  private long periodBeganNanos;
  private long worstOfPeriodNanos;
  private long worstBeforeNanos;
  private volatile long worstNanos;

  /**
   * @param maximum a loop that is this far behind takes on no reads; asked anew each time
   */
  LoopLag(Supplier<Duration> maximum, long nowNanos) {
    this.maximum = maximum;
    this.lookedNanos = nowNanos;
    this.periodBeganNanos = nowNanos;
  }

  /** To be called {@link #INTERVAL} after the last look. */
  void look(long nowNanos) {
    long lag = Math.max(0, nowNanos - lookedNanos - INTERVAL.toNanos());
    standingNanos =
        Math.min(lastNanos, lag); // once alone is a pause, such as a garbage collector's
    lastNanos = lag;
    lookedNanos = nowNanos;
    remember(lag, nowNanos);
  }

  private void remember(long lag, long nowNanos) {
    if (nowNanos - periodBeganNanos >= REMEMBERED.toNanos()) {
      periodBeganNanos = nowNanos;
      worstBeforeNanos = worstOfPeriodNanos;
      worstOfPeriodNanos = 0;
    }
    worstOfPeriodNanos = Math.max(worstOfPeriodNanos, lag);
    worstNanos = Math.max(worstOfPeriodNanos, worstBeforeNanos);
  }

  /** How far it was behind at worst of late, a single pause included. Any thread. */
  Duration worst() {
    return Duration.ofNanos(worstNanos);
  }

  /** Finishing what was begun goes on, however slowly. */
  boolean allows(Priority priority) {
    return switch (priority) {
      case WATCHING, FINISHING -> true;
      case ORDER -> standingNanos < 4 * maximumNanos();
      case COUPON -> standingNanos < 2 * maximumNanos();
      case READ -> standingNanos < maximumNanos();
    };
  }

  private long maximumNanos() {
    return maximum.get().toNanos();
  }
}
