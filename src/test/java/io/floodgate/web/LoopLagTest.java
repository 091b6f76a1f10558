package io.floodgate.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LoopLagTest {

  private static final Duration MAXIMUM = Duration.ofMillis(100);

  private final LoopLag lag = new LoopLag(() -> MAXIMUM, 0);
  private long now;

  @Test
  void aLoopThatTurnsTakesOnEverything() {
    late(0);
    late(0);
    assertThat(allowed()).containsExactly(Priority.values());
  }

  @Test
  void theFartherBehindALoopIsTheFewerItTakesOn() {
    late(100);
    late(100);
    assertThat(allowed())
        .containsExactly(Priority.WATCHING, Priority.FINISHING, Priority.ORDER, Priority.COUPON);
    late(200);
    late(200);
    assertThat(allowed()).containsExactly(Priority.WATCHING, Priority.FINISHING, Priority.ORDER);
    late(400);
    late(400);
    assertThat(allowed()).containsExactly(Priority.WATCHING, Priority.FINISHING);
  }

  @Test
  void onePauseIsNoLag() {
    late(1_000);
    assertThat(allowed()).containsExactly(Priority.values());
    late(0);
    assertThat(allowed()).containsExactly(Priority.values());
  }

  @Test
  void aLoopThatHasCaughtUpTakesOnEverythingAtOnce() {
    late(1_000);
    late(1_000);
    late(0);
    assertThat(allowed()).containsExactly(Priority.values());
  }

  @Test
  void theWorstIsRememberedForAWhileAndThenForgotten() {
    late(300);
    late(0);
    assertThat(lag.worst()).isEqualTo(Duration.ofMillis(300));
    late(LoopLag.REMEMBERED.toMillis() / 1_000);
    pass(LoopLag.REMEMBERED);
    assertThat(lag.worst()).isEqualTo(Duration.ofMillis(300));
    pass(LoopLag.REMEMBERED);
    assertThat(lag.worst()).isLessThan(Duration.ofMillis(300));
  }

  private void pass(Duration time) {
    for (long turns = time.dividedBy(LoopLag.INTERVAL); turns > 0; turns--) {
      late(0);
    }
  }

  private void late(long millis) {
    now += LoopLag.INTERVAL.plusMillis(millis).toNanos();
    lag.look(now);
  }

  private List<Priority> allowed() {
    return Stream.of(Priority.values()).filter(lag::allows).toList();
  }
}
