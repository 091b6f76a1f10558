package io.floodgate.coupon;

import static org.assertj.core.api.Assertions.assertThat;

import io.floodgate.base.CouponId;
import io.floodgate.base.Money;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GateDoubtsTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Period PERIOD = new Period(NOW, NOW.plusSeconds(60));

  private final GateDoubts doubts = new GateDoubts();

  private static Coupon coupon(long issued) {
    Terms terms = new Terms(new Discount.Fixed(Money.won(1_000)), Money.won(0), Set.of(), PERIOD);
    return new Coupon(new CouponId(1), "coupon", terms, 100, issued, 0, PERIOD, 1, NOW);
  }

  private boolean isProven(long issued, long epoch, long members, long pending) {
    GateStore.Built built = new GateStore.Built(epoch, new GateStore.Setting(100, 0, 1, 2));
    doubts.beginTurn();
    return doubts.isProven(
        coupon(issued),
        built,
        new GateStore.Standing(false, Optional.of(built), members, pending, List.of()));
  }

  @Test
  void aDifferenceThatStandsStillIsOne() {
    assertThat(isProven(10, 1, 12, 0)).isFalse();
    assertThat(isProven(10, 1, 12, 0)).isTrue();
  }

  @Test
  void whoWaitsIsNoDifference() {
    assertThat(isProven(10, 1, 12, 2)).isFalse();
    assertThat(isProven(10, 1, 12, 2)).isFalse();
  }

  @Test
  void aDifferenceThatMovesIsWorkUnderWay() {
    assertThat(isProven(10, 1, 11, 0)).isFalse();
    assertThat(isProven(10, 1, 12, 0)).isFalse();
    assertThat(isProven(11, 1, 12, 0)).isFalse();
    assertThat(isProven(11, 2, 12, 0)).isFalse();
    assertThat(isProven(11, 2, 13, 1)).isFalse();
    assertThat(isProven(11, 2, 13, 1)).isTrue();
  }

  @Test
  void aDifferenceThatWasGoneMeanwhileBeginsAnew() {
    assertThat(isProven(10, 1, 12, 0)).isFalse();
    assertThat(isProven(10, 1, 10, 0)).isFalse();
    assertThat(isProven(10, 1, 12, 0)).isFalse();
    assertThat(isProven(10, 1, 12, 0)).isTrue();
  }

  @Test
  void whatDoesNotHelpIsDoneEverMoreRarely() {
    int proven = 0;
    for (int turn = 0; turn < 1_000; turn++) {
      proven += isProven(10, proven, 12, 0) ? 1 : 0;
    }
    // After 2, 4, 8, 16, 32, and then every 64 looks.
    assertThat(proven).isBetween(15, 21);
  }
}
