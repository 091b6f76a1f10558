package io.floodgate.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class VitalsTest {

  private static final Finding POSTGRES = Finding.up(Finding.POSTGRES);
  private static final Finding NO_POSTGRES = Finding.down(Finding.POSTGRES, "does not answer");
  private static final Finding REDIS = Finding.up("redis");
  private static final Finding NO_REDIS = Finding.down("redis", "does not answer");

  private final AtomicLong seconds = new AtomicLong();
  private final Vitals vitals =
      new Vitals(
          Duration.ofSeconds(10),
          () -> Instant.ofEpochSecond(seconds.get()),
          () -> Duration.ofSeconds(seconds.get()).toNanos());

  private Readiness look(Finding... findings) {
    vitals.found(List.of(findings));
    return vitals.readiness();
  }

  @Test
  void onlyWithoutPostgresIsANodeNotReady() {
    assertThat(vitals.readiness().status()).isEqualTo(Readiness.Status.DOWN);
    assertThat(look(POSTGRES, REDIS).status()).isEqualTo(Readiness.Status.UP);

    Readiness degraded = look(POSTGRES, NO_REDIS);
    assertThat(degraded.status()).isEqualTo(Readiness.Status.DEGRADED);
    assertThat(degraded.ready()).isTrue();

    Readiness down = look(NO_POSTGRES, REDIS);
    assertThat(down.status()).isEqualTo(Readiness.Status.DOWN);
    assertThat(down.ready()).isFalse();

    assertThat(look(POSTGRES, REDIS).status()).isEqualTo(Readiness.Status.UP);
  }

  @Test
  void saysSinceWhenEachIsWhatItIs() {
    seconds.set(1);
    look(POSTGRES, REDIS);
    seconds.set(2);
    look(POSTGRES, NO_REDIS);
    seconds.set(3);
    assertThat(look(POSTGRES, NO_REDIS).components())
        .extracting(component -> component.since().getEpochSecond())
        .containsExactly(1L, 2L);
    seconds.set(4);
    assertThat(look(POSTGRES, REDIS).components())
        .extracting(component -> component.since().getEpochSecond())
        .containsExactly(1L, 4L);
  }

  @Test
  void whoHasNotLookedForLongKnowsNothing() {
    look(POSTGRES, REDIS);
    seconds.set(10);
    assertThat(vitals.readiness().ready()).isTrue();
    seconds.set(11);
    assertThat(vitals.readiness().status()).isEqualTo(Readiness.Status.DOWN);
  }
}
