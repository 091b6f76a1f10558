package io.floodgate.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class MoneyTest {

  private static final Money MOST = Money.won(Long.MAX_VALUE);
  private static final Money LEAST = Money.won(Long.MIN_VALUE);
  private static final Money ONE = Money.won(1);

  @Test
  void addsTakesAwayAndMultiplies() {
    assertThat(Money.won(1_000).plus(Money.won(234))).isEqualTo(Money.won(1_234));
    assertThat(Money.won(1_000).minus(Money.won(1_001))).isEqualTo(Money.won(-1));
    assertThat(Money.won(7).times(3)).isEqualTo(Money.won(21));
    assertThat(Money.won(7).negated()).isEqualTo(Money.won(-7));
  }

  @Test
  void neverWrapsAround() {
    List<ThrowingCallable> overflows =
        List.of(
            () -> MOST.plus(ONE),
            () -> LEAST.minus(ONE),
            () -> LEAST.negated(),
            () -> MOST.times(2),
            () -> Money.won(1L << 32).times(1L << 32));

    assertThat(overflows)
        .allSatisfy(
            overflow -> assertThatThrownBy(overflow).isInstanceOf(ArithmeticException.class));
  }

  @Test
  void compares() {
    assertThat(ONE.isGreaterThan(Money.ZERO)).isTrue();
    assertThat(ONE.isGreaterThan(ONE)).isFalse();
    assertThat(ONE.negated().isNegative()).isTrue();
    assertThat(Money.ZERO.isNegative()).isFalse();
    assertThat(List.of(MOST, LEAST, Money.ZERO, ONE).stream().sorted())
        .containsExactly(LEAST, Money.ZERO, ONE, MOST);
  }
}
