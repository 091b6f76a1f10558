package io.floodgate.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SubscriptionTest {

  private static final Subscription SUBSCRIPTION =
      new Subscription("t", "g", 1, 10, Duration.ofMillis(100), Duration.ofSeconds(1));

  @Test
  void thePauseDoublesUpToTheLongest() {
    assertThat(IntStream.rangeClosed(1, 6).mapToObj(SUBSCRIPTION::pauseAfter))
        .extracting(Duration::toMillis)
        .containsExactly(100L, 200L, 400L, 800L, 1_000L, 1_000L);
    assertThat(SUBSCRIPTION.pauseAfter(1_000)).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void theLongestPausesDoNotOverflow() {
    Duration longest = Duration.ofMinutes(10);
    Subscription slow = new Subscription("t", "g", 1, 1_000, Duration.ofMinutes(1), longest);
    assertThat(slow.pauseAfter(1_000)).isEqualTo(longest);
  }
}
