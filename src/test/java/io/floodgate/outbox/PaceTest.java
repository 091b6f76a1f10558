package io.floodgate.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {

  private static final Duration FARTHEST = Duration.ofMillis(200);

  private final Pace pace = new Pace(() -> FARTHEST, () -> Duration.ofMillis(30), 0);

  private static long at(long millis) {
    return Duration.ofMillis(millis).toNanos();
  }

  @Test
  void looksLessAndLessOftenWhileThereIsNothing() {
    assertThat(pace.afterNothing()).isEqualTo(Duration.ofMillis(5));
    assertThat(pace.afterNothing()).isEqualTo(Duration.ofMillis(10));
    assertThat(pace.afterNothing()).isEqualTo(Duration.ofMillis(20));
    assertThat(pace.afterNothing()).isEqualTo(Duration.ofMillis(30));
    assertThat(pace.afterNothing()).isEqualTo(Duration.ofMillis(30));
  }

  @Test
  void looksOftenAgainOnceThereWasSomething() {
    pace.afterNothing();
    pace.afterNothing();
    pace.afterSome(1, at(1), at(2));
    assertThat(pace.afterNothing()).isEqualTo(Duration.ofMillis(5));
    pace.afterFull(at(1), at(2), true);
    assertThat(pace.afterNothing()).isEqualTo(Duration.ofMillis(5));
  }

  @Test
  void anEventThatComesAloneDoesNotWait() {
    assertThat(pace.soon(0)).isZero();
    pace.afterSome(3, at(100), at(103));
    assertThat(pace.soon(at(120))).isZero();
    assertThat(pace.soon(at(5_000))).isZero();
  }

  @Test
  void eventsThatFollowEachOtherAreCarriedTogether() {
    assertThat(pace.afterSome(3, at(100), at(103))).isEqualTo(Duration.ofMillis(17));
    assertThat(pace.soon(at(110))).isEqualTo(Duration.ofMillis(10));
  }

  @Test
  void theMoreARoundCarriesTheLaterIsTheNext() {
    assertThat(pace.afterSome(500, at(100), at(100))).isEqualTo(Duration.ofMillis(100));
    assertThat(pace.afterSome(1_000, at(300), at(300))).isEqualTo(Duration.ofMillis(200));
    assertThat(pace.afterSome(3_000, at(600), at(600))).isEqualTo(Duration.ofMillis(200));
    assertThat(pace.afterSome(1, at(900), at(900))).isEqualTo(Duration.ofMillis(20));
  }

  @Test
  void restsAsLongAsItWorksWhileOrdersMayGoFirst() {
    assertThat(pace.afterFull(at(100), at(150), false)).isEqualTo(Duration.ofMillis(50));
    assertThat(pace.afterSome(3, at(300), at(350))).isEqualTo(Duration.ofMillis(50));
  }

  @Test
  void neverRestsWhileEventsHaveWaitedForTooLong() {
    assertThat(pace.afterFull(at(100), at(150), true)).isZero();
  }

  @Test
  void aLongestPauseBelowTheShortestIsKept() {
    assertThat(new Pace(() -> FARTHEST, () -> Duration.ofMillis(2), 0).afterNothing())
        .isEqualTo(Duration.ofMillis(2));
  }
}
