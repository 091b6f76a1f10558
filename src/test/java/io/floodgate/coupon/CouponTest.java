package io.floodgate.coupon;

import static io.floodgate.base.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.floodgate.base.CouponId;
import io.floodgate.base.Money;
import io.floodgate.base.ProductId;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CouponTest {

  private static final Instant NOW = Instant.parse("2026-11-20T03:00:00Z");

  private static Coupon coupon(long total, long issued, long revoked) {
    return new Coupon(
        new CouponId(5),
        "Ten off",
        new Terms(
            new Discount.Percent(10, Optional.of(Money.won(5_000))),
            Money.won(1_000),
            Set.of(new ProductId(7), new ProductId(3)),
            new Period(NOW, at(1_000))),
        total,
        issued,
        revoked,
        new Period(NOW, at(100)),
        4,
        NOW);
  }

  private static Instant at(long seconds) {
    return NOW.plusSeconds(seconds);
  }

  private static Coupon withTotal(Coupon coupon, long total) {
    return coupon.change(
        Optional.empty(), OptionalLong.of(total), Optional.empty(), Optional.empty());
  }

  private static Coupon within(Coupon coupon, Instant from, Instant until) {
    return coupon.change(
        Optional.empty(),
        OptionalLong.empty(),
        Optional.ofNullable(from),
        Optional.ofNullable(until));
  }

  @ParameterizedTest
  @CsvSource({
    "-1, 0, UPCOMING",
    "0, 0, OPEN",
    "0, 9, OPEN",
    "0, 10, SOLD_OUT",
    "-1, 10, UPCOMING",
    "99, 0, OPEN",
    "100, 0, ENDED",
    "100, 10, ENDED",
  })
  void isWhatItsPeriodAndItsPlacesSay(long seconds, long issued, CouponStatus status) {
    assertThat(coupon(10, issued, 0).status(at(seconds))).isEqualTo(status);
  }

  @Test
  void isOpenAgainWhenOneIsRevokedOrTheTotalIsRaised() {
    Coupon soldOut = coupon(10, 10, 0);
    assertThat(soldOut.revokeOne().status(NOW)).isEqualTo(CouponStatus.OPEN);
    assertThat(soldOut.revokeOne().remaining()).isEqualTo(1);
    assertThat(soldOut.revokeOne().version()).isEqualTo(5);
    assertThat(soldOut.revokeOne().issued()).as("sequences go on").isEqualTo(10);
    assertThat(withTotal(soldOut, 12).remaining()).isEqualTo(2);
  }

  @Test
  void changesWhatIsGivenAndLeavesTheRest() {
    Coupon before = coupon(10, 3, 0);
    Coupon renamed =
        before.change(
            Optional.of("Half"), OptionalLong.empty(), Optional.empty(), Optional.empty());
    assertThat(renamed.name()).isEqualTo("Half");
    assertThat(renamed.totalQuantity()).isEqualTo(10);
    assertThat(renamed.issuePeriod()).isEqualTo(before.issuePeriod());
    assertThat(renamed.version()).isEqualTo(5);
    assertThat(renamed.terms()).isEqualTo(before.terms());
  }

  @Test
  void hasNoTotalBelowWhatIsHeld() {
    assertThat(withTotal(coupon(10, 8, 3), 5).remaining()).isZero();
    assertRefused(CouponFailure.COUPON_TOTAL_TOO_SMALL, () -> withTotal(coupon(10, 8, 3), 4));
  }

  @Test
  void isIssuedWithinAPeriodThatBeginsBeforeItEndsAndBeforeItsValidityEnds() {
    Coupon coupon = coupon(10, 0, 0);
    assertThat(within(coupon, null, at(50)).issuePeriod()).isEqualTo(new Period(NOW, at(50)));
    assertThat(within(coupon, at(99), null).issuePeriod()).isEqualTo(new Period(at(99), at(100)));
    assertRefused(CouponFailure.INVALID_PERIOD, () -> within(coupon, at(100), null));
    assertRefused(CouponFailure.INVALID_PERIOD, () -> within(coupon, null, NOW));
    assertRefused(CouponFailure.INVALID_PERIOD, () -> within(coupon, at(1_000), at(2_000)));
  }

  @Test
  void isSeenWithItsProductsInOrder() {
    CouponView view = coupon(10, 8, 3).view(NOW);
    assertThat(view.productIds()).containsExactly(new ProductId(3), new ProductId(7));
    assertThat(view.remaining()).isEqualTo(5);
    assertThat(view.discount())
        .isEqualTo(
            new CouponView.DiscountView(
                CouponView.DiscountType.PERCENT, 10, Optional.of(Money.won(5_000))));
  }
}
