package io.floodgate.web;

import static io.floodgate.web.Priority.ORDER;
import static io.floodgate.web.Priority.READ;
import static org.assertj.core.api.Assertions.assertThat;

import io.floodgate.config.Config;
import java.time.Duration;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;

/** Servers that are as fast as they are said to be, by a clock that is turned by hand. */
class LimitTest {

  private static final Duration TARGET = Duration.ofMillis(500);

  private int minimum = 100;
  private int maximum = 20_000;
  private Duration target = TARGET;
  private final Limit limit = limit(() -> maximum);
  private long nowMillis;

  @Test
  void aServerBeginsWithTheLeastAndIsAllowedMoreWhileItIsQuickAndBusy() {
    assertThat(limit.requests()).isEqualTo(100);
    windows(10, 1_000, 10);
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
  void boundsAndTargetThatChangeHoldAtOnce() {
    overload(20, 12_000);
    maximum = 50;
    assertThat(limit.requests()).isEqualTo(50);
    maximum = 20_000;
    minimum = 8_000;
    assertThat(limit.requests()).isEqualTo(8_000);
    minimum = 100;
    target = TARGET.dividedBy(5);
    overload(20, 12_000);
    assertThat(limit.requests()).isLessThan(2_000);
  }

  @Test
  void noMoreIsAllowedThanTheMaximum() {
    windows(100, 20_000, 1);
    assertThat(limit.requests()).isEqualTo(20_000);
    assertThat(limit(() -> 7).requests()).isEqualTo(7);
  }

  @Test
  void answersToALineOfBeforeAChangeDoNotChangeItAgain() {
    windows(40, 20_000, 1);
    window(ORDER, 6_000, 1_000);
    assertThat(limit.requests()).isBetween(2_900, 3_100);
    window(ORDER, 6_000, 1_000);
    assertThat(limit.requests()).isBetween(2_900, 3_100);
  }

  @Test
  void quickReadsDoNotHideThatOrdersAreSlow() {
    windows(40, 20_000, 1);
    answers(ORDER, 100, 1_000, 1_000);
    window(READ, 1_000, 1);
    assertThat(limit.requests()).isBetween(450, 550);
  }

  @Test
  void fewSlowOrdersAreCountedUntilTheyAreEnough() {
    windows(40, 20_000, 1);
    for (int i = 0; i < 4; i++) {
      answers(ORDER, 6, 1_000, 1_000);
      window(READ, 1_000, 1);
    }
    assertThat(limit.requests()).isBetween(450, 550);
  }

  @Test
  void aFewThatHangDoNotShutOutTheOthers() {
    windows(40, 2_000, 10);
    int before = limit.requests();
    answers(ORDER, 20, 1_500, 5_000);
    window(ORDER, 1_500, 10);
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

  /** A hundred answers and the end of the window. */
  private void window(Priority priority, int line, long tookMillis) {
    answers(priority, 99, line, tookMillis);
    nowMillis += Math.max(100, tookMillis);
    answers(priority, 1, line, tookMillis);
  }

  private void answers(Priority priority, int count, int line, long tookMillis) {
    for (int i = 0; i < count; i++) {
      limit.answered(priority, line, nanos(tookMillis), nanos(nowMillis));
    }
  }

  private static long nanos(long millis) {
    return Duration.ofMillis(millis).toNanos();
  }

  private Limit limit(IntSupplier most) {
    return new Limit(
        () -> new Config.Admission(target, minimum, Duration.ofSeconds(1), 70, 80, 90), most, 0);
  }
}
