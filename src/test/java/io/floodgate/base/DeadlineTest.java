package io.floodgate.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeadlineTest {

  @Test
  void isPastFromItsMomentOn() {
    assertThat(Deadline.after(Duration.ZERO).isPast()).isTrue();
    assertThat(Deadline.after(Duration.ofNanos(-1)).isPast()).isTrue();
    assertThat(Deadline.after(Duration.ofMinutes(1)).isPast()).isFalse();
  }

  @Test
  void saysWhatRemains() {
    assertThat(Deadline.after(Duration.ofMinutes(1)).remainingMillis()).isBetween(55_000L, 60_000L);
  }

  @Test
  void leavesAMillisecondEvenWhenPast() {
    assertThat(Deadline.after(Duration.ofMinutes(-1)).remainingMillis()).isEqualTo(1);
  }

  @Test
  void holdsWhereTheMonotonicClockWrapsAround() {
    Deadline beyond = new Deadline(System.nanoTime() + Long.MAX_VALUE);

    assertThat(beyond.isPast()).isFalse();
    assertThat(beyond.remainingMillis()).isPositive();
  }
}
