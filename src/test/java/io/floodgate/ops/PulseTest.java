package io.floodgate.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PulseTest {

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5); // the clock may wrap
  private final Pulse pulse = new Pulse(Duration.ofSeconds(10), now::get);

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  @Test
  void namesTheLoopThatHasNotTurnedForLongest() {
    pulse.beat("loop-0");
    pulse.beat("loop-1");
    pass(Duration.ofSeconds(10));
    assertThat(pulse.stuck()).isEmpty();

    pulse.beat("loop-0");
    pass(Duration.ofSeconds(2));
    assertThat(pulse.stuck()).contains("the event loop loop-1 has not turned for 12 s");

    pass(Duration.ofSeconds(20));
    assertThat(pulse.stuck()).contains("the event loop loop-1 has not turned for 32 s");
  }

  @Test
  void aLoopThatTurnsAgainOrHasEndedIsNotStuck() {
    pulse.beat("loop-0");
    pulse.beat("loop-1");
    pass(Duration.ofSeconds(11));
    pulse.beat("loop-0");
    pulse.end("loop-1");
    assertThat(pulse.stuck()).isEmpty();
  }
}
