package io.floodgate.web;

import static io.floodgate.web.Priority.ORDER;
import static io.floodgate.web.Priority.READ;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Servers that are as fast as they are said to be, by a clock that is turned by hand. */
class LimitTest {

  private static final Duration TARGET = Duration.ofMillis(500);

  private final Limit limit = new Limit(TARGET, 100, 20_000, 0);
  private long nowMillis;

  @Test
  void aServerBeginsWithTheLeastAndIsAllowedMoreWhileItIsQuickAndBusy() {
    assertThat(limit.requests()).isEqualTo(100);
    windows(10, 100, 10);
    assertThat(limit.requests()).isGreaterThan(700);
  }

  @Test
  void whatIsNotMadeUseOfIsNotRaised() {
    windows(10, 30, 10);
    assertThat(limit.requests()).isEqualTo(100);
  }

  @Test
  void inAnOverloadAsManyAreTakenOnAsAreAnsweredInTime() {
    int carriesPerSecond = 12_000;
    overload(20, carriesPerSecond);
    assertThat(limit.requests()).isBetween(5_500, 6_700);
    overload(20, carriesPerSecond / 4);
    assertThat(limit.requests()).isBetween(1_300, 1_700);
    overload(20, carriesPerSecond);
    assertThat(limit.requests()).isBetween(5_500, 6_700);
  }

  @Test
  void aServerThatHangsIsLeftWithTheLeastAndComesBackInSeconds() {
    overload(20, 12_000);
    windows(10, 5_000, 10_000);
    assertThat(limit.requests()).isEqualTo(100);
    long recovers = nowMillis;
    while (limit.requests() < 5_500) {
      overload(1, 12_000);
    }
    assertThat(nowMillis - recovers).isLessThan(5_000);
  }

  @Test
  void noMoreIsAllowedThanTheMaximum() {
    windows(100, 20_000, 1);
    assertThat(limit.requests()).isEqualTo(20_000);
    assertThat(new Limit(TARGET, 100, 7, 0).requests()).isEqualTo(7);
  }

  @Test
  void whoCameBeforeTheLastChangeIsNotMeasured() {
    windows(20, 20_000, 1);
    window(ORDER, 6_000, 1_000);
    int halved = limit.requests();
    for (int i = 0; i < 1_000; i++) {
      limit.answered(ORDER, 6_000, nanos(nowMillis - 500), nanos(nowMillis + 900));
    }
    assertThat(limit.requests()).isEqualTo(halved).isBetween(2_900, 3_100);
  }

  @Test
  void quickReadsDoNotHideThatOrdersAreSlow() {
    windows(20, 20_000, 1);
    long entered = nowMillis;
    for (int i = 0; i < 20; i++) {
      limit.answered(ORDER, 1_000, nanos(entered), nanos(entered + 1_000));
    }
    answers(READ, 5_000, 1_000, entered, 1_000);
    assertThat(limit.requests()).isBetween(450, 550);
  }

  @Test
  void afewThatHangDoNotShutOutTheOthers() {
    windows(20, 1_000, 10);
    int before = limit.requests();
    long entered = nowMillis + 1;
    answers(ORDER, 20, 500, entered, 5_000);
    answers(ORDER, 80, 500, entered, 10);
    window(ORDER, 500, 10);
    assertThat(limit.requests()).isGreaterThanOrEqualTo(before);
  }

  /** A line as long as is allowed, of which so many are answered a second. */
  private void overload(int windows, int carriesPerSecond) {
    for (int i = 0; i < windows; i++) {
      int line = limit.requests() * 9 / 10;
      window(ORDER, line, Math.max(10, line * 1_000L / carriesPerSecond));
    }
  }

  private void windows(int count, int line, long tookMillis) {
    for (int i = 0; i < count; i++) {
      window(ORDER, Math.min(line, limit.requests() - 1), tookMillis);
    }
  }

  /** Enough answers to requests that all came after the last change. */
  private void window(Priority priority, int line, long tookMillis) {
    nowMillis = Math.max(nowMillis + 100, nowMillis + tookMillis) + 1;
    answers(priority, 100, line, nowMillis - tookMillis, tookMillis);
  }

  private void answers(
      Priority priority, int count, int line, long enteredMillis, long tookMillis) {
    for (int i = 0; i < count; i++) {
      limit.answered(priority, line, nanos(enteredMillis), nanos(enteredMillis + tookMillis));
    }
  }

  private static long nanos(long millis) {
    return Duration.ofMillis(millis).toNanos();
  }
}
