package io.floodgate.point;

import static io.floodgate.base.Refusals.assertRefused;
import static io.floodgate.base.Refusals.assertRefusedAt;
import static io.floodgate.point.PointFixtures.account;
import static org.assertj.core.api.Assertions.assertThat;

import io.floodgate.base.Money;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccountTest {

  private static final Account.Limits LIMITS =
      new Account.Limits(Money.won(1_000_000), Money.won(100_000_000));

  @ParameterizedTest
  @ValueSource(longs = {1, 1_000_000})
  void takesAChargeWithinTheLimit(long amount) {
    Account charged = account(1, 500).charge(Money.won(amount), LIMITS);

    assertThat(charged.balance()).isEqualTo(Money.won(500 + amount));
    assertThat(charged.version()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, 1_000_001, Long.MAX_VALUE, Long.MIN_VALUE})
  void refusesAChargeOutsideTheLimit(long amount) {
    assertRefusedAt(
        "/amount",
        PointFailure.INVALID_AMOUNT,
        () -> account(1, 500).charge(Money.won(amount), LIMITS));
  }

  @Test
  void isFilledToTheLimitAndNoFurther() {
    Account full = account(1, 99_999_999).charge(Money.won(1), LIMITS);

    assertThat(full.balance()).isEqualTo(LIMITS.maxBalance());
    assertRefused(PointFailure.POINT_LIMIT_EXCEEDED, () -> full.charge(Money.won(1), LIMITS));
  }

  @Test
  void isUsedToTheLastPointAndNoFurther() {
    Account empty = account(1, 500).use(Money.won(500));

    assertThat(empty.balance()).isEqualTo(Money.ZERO);
    assertRefused(PointFailure.INSUFFICIENT_POINTS, () -> empty.use(Money.won(1)));
    assertThat(account(1, 500).canPay(Money.won(500))).isTrue();
    assertThat(account(1, 500).canPay(Money.won(501))).isFalse();
  }

  @Test
  void takesARefundAboveTheLimitOfCharges() {
    assertThat(account(1, 100_000_000).refund(Money.won(7)).balance())
        .isEqualTo(Money.won(100_000_007));
  }
}
