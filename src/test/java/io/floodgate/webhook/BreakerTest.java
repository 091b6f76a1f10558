package io.floodgate.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BreakerTest {

  private static final Duration PAUSE = Duration.ofSeconds(10);

  /** Near the end of the range of a long, where nanoTime may stand. */
  private static final long START = Long.MAX_VALUE - Duration.ofSeconds(5).toNanos();

  private final Breaker breaker = new Breaker(3, PAUSE);

  private static long at(int seconds) {
    return START + Duration.ofSeconds(seconds).toNanos();
  }

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      breaker.failed(at(0));
    }
  }

  @Test
  void opensAfterSoManyFailuresInARow() {
    assertThat(breaker.failed(at(0))).isFalse();
    assertThat(breaker.failed(at(0))).isFalse();
    assertThat(breaker.lets(at(0))).isTrue();
    assertThat(breaker.failed(at(0))).isTrue();
    assertThat(breaker.lets(at(0))).isFalse();
    assertThat(breaker.nanosToWait(at(4))).isEqualTo(Duration.ofSeconds(6).toNanos());
  }

  @Test
  void staysClosedWhileSomePostsSucceed() {
    for (int i = 0; i < 10; i++) {
      fail(2);
      assertThat(breaker.succeeded()).isFalse();
    }
    assertThat(breaker.lets(at(0))).isTrue();
    assertThat(breaker.nanosToWait(at(0))).isZero();
  }

  @Test
  void letsASinglePostTellAfterThePause() {
    fail(3);
    assertThat(breaker.lets(at(9))).isFalse();
    assertThat(breaker.lets(at(10))).isTrue();
    assertThat(breaker.lets(at(10))).isFalse();
    assertThat(breaker.succeeded()).isTrue();
    assertThat(breaker.lets(at(10))).isTrue();
    fail(2);
    assertThat(breaker.lets(at(10))).as("it counts from zero again").isTrue();
  }

  @Test
  void pausesAgainWhenThatOneFails() {
    fail(3);
    assertThat(breaker.lets(at(10))).isTrue();
    assertThat(breaker.failed(at(12))).as("it was open before").isFalse();
    assertThat(breaker.lets(at(21))).isFalse();
    assertThat(breaker.lets(at(22))).isTrue();
  }

  @Test
  void failuresOfPostsThatBeganBeforeDoNotProlongThePause() {
    fail(3);
    assertThat(breaker.failed(at(9))).isFalse();
    assertThat(breaker.lets(at(10))).isTrue();
  }

  @Test
  void anotherTellsWhereTheOneWasNotMade() {
    fail(3);
    assertThat(breaker.lets(at(10))).isTrue();
    breaker.dropped(at(11));
    assertThat(breaker.lets(at(11))).isTrue();
    assertThat(breaker.lets(at(11))).isFalse();
  }

  @Test
  void aPostThatWasNotMadeSaysNothingWhileAllIsWell() {
    fail(2);
    breaker.dropped(at(0));
    assertThat(breaker.lets(at(0))).isTrue();
    assertThat(breaker.failed(at(0))).isTrue();
  }
}
