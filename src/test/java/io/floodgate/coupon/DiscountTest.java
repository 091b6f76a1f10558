package io.floodgate.coupon;

import static io.floodgate.coupon.WalletFixtures.fixed;
import static io.floodgate.coupon.WalletFixtures.percent;
import static org.assertj.core.api.Assertions.assertThat;

import io.floodgate.base.Id;
import io.floodgate.base.Money;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiscountTest {

  private static final int AMOUNTS = 200_000;

  @ParameterizedTest(name = "{0} % of {1} is {2}")
  @CsvSource({
    "10, 0, 0",
    "10, 9, 0",
    "10, 10, 1",
    "10, 19, 1",
    "33, 100, 33",
    "33, 101, 33",
    "33, 103, 33",
    "33, 104, 34",
    "1, 99, 0",
    "99, 1, 0",
    "100, 1, 1",
    "7, 1_000_000_001, 70_000_000",
    "100, 9_007_199_254_740_991, 9_007_199_254_740_991",
    "99, 9_007_199_254_740_991, 8_917_127_262_193_581",
    "1, 9_007_199_254_740_991, 90_071_992_547_409",
    "100, 9_223_372_036_854_775_807, 9_223_372_036_854_775_807"
  })
  void takesThePercentRoundedDownToTheWon(int percent, String amount, String discount) {
    assertThat(percent(percent).of(won(amount))).isEqualTo(won(discount));
  }

  @ParameterizedTest(name = "{0} % of {1}, at most {2}, is {3}")
  @CsvSource({
    "10, 49_999, 5_000, 4_999",
    "10, 50_000, 5_000, 5_000",
    "10, 50_010, 5_000, 5_000",
    "10, 9_007_199_254_740_991, 5_000, 5_000",
    "50, 3, 1, 1"
  })
  void takesNoMoreThanItsMaximum(int percent, String amount, long max, String discount) {
    assertThat(percent(percent, max).of(won(amount))).isEqualTo(won(discount));
  }

  @ParameterizedTest(name = "{0} off {1} is {2}")
  @CsvSource({
    "1_000, 999, 999",
    "1_000, 1_000, 1_000",
    "1_000, 1_001, 1_000",
    "1_000, 0, 0",
    "9_007_199_254_740_991, 9_007_199_254_740_990, 9_007_199_254_740_990",
    "1, 9_007_199_254_740_991, 1"
  })
  void takesAnAmountAndNoMoreThanThereIs(String value, String amount, String discount) {
    assertThat(fixed(won(value).won()).of(won(amount))).isEqualTo(won(discount));
  }

  /** Against arithmetic that knows no limits. */
  @Test
  void isExactWhateverTheAmount() {
    Random random = new Random(3);
    for (int i = 0; i < AMOUNTS; i++) {
      long amount = random.nextLong(1L << random.nextInt(1, 54)) & Id.MAX_VALUE;
      int percent = random.nextInt(1, 101);
      long max = random.nextLong(1, 1L << random.nextInt(1, 54));
      BigInteger exact =
          BigInteger.valueOf(amount)
              .multiply(BigInteger.valueOf(percent))
              .divide(BigInteger.valueOf(100));

      assertThat(percent(percent).of(Money.won(amount)).won()).isEqualTo(exact.longValueExact());
      assertThat(percent(percent, max).of(Money.won(amount)).won())
          .isEqualTo(exact.min(BigInteger.valueOf(max)).longValueExact());
      assertThat(fixed(max).of(Money.won(amount)).won()).isEqualTo(Math.min(max, amount));
    }
  }

  private static Money won(String number) {
    return Money.won(Long.parseLong(number.replace("_", "")));
  }
}
