package io.floodgate.coupon;

import io.floodgate.base.CouponId;
import io.floodgate.base.Money;
import io.floodgate.base.OrderId;
import io.floodgate.base.ProductId;
import io.floodgate.base.UserCouponId;
import io.floodgate.base.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Users' coupons as a transaction holds them, for the rules of other rooms too. */
public final class WalletFixtures {

  /** Valid for a day from here on. */
  public static final Instant VALID_FROM = Instant.parse("2026-11-20T00:00:00Z");

  public static final Instant VALID_UNTIL = VALID_FROM.plus(Duration.ofDays(1));

  private WalletFixtures() {}

  public static Discount fixed(long won) {
    return new Discount.Fixed(Money.won(won));
  }

  public static Discount percent(int percent) {
    return new Discount.Percent(percent, Optional.empty());
  }

  public static Discount percent(int percent, long max) {
    return new Discount.Percent(percent, Optional.of(Money.won(max)));
  }

  /**
   * @param products none for the whole order
   */
  public static Terms terms(Discount discount, long minimum, long... products) {
    Set<ProductId> of =
        Arrays.stream(products).mapToObj(ProductId::new).collect(Collectors.toSet());
    return new Terms(discount, Money.won(minimum), of, new Period(VALID_FROM, VALID_UNTIL));
  }

  /** One that was issued and not used. */
  public static UserCoupon coupon(long id, long user, Terms terms) {
    return new UserCoupon(
        new UserCouponId(id), new UserId(user), new CouponId(1), terms, 1, Optional.empty(), false);
  }

  public static UserCoupon usedBy(long order, UserCoupon coupon) {
    return new UserCoupon(
        coupon.id(),
        coupon.owner(),
        coupon.couponId(),
        coupon.terms(),
        coupon.version() + 1,
        Optional.of(new OrderId(order)),
        false);
  }

  public static UserCoupon revoked(UserCoupon coupon) {
    return new UserCoupon(
        coupon.id(),
        coupon.owner(),
        coupon.couponId(),
        coupon.terms(),
        coupon.version() + 1,
        Optional.empty(),
        true);
  }

  /** Locked coupons. */
  public static Wallet wallet(UserCoupon... locked) {
    return new Wallet(List.of(locked));
  }

  /** What is to be written so far. */
  public static List<UserCoupon> changed(Wallet wallet) {
    return wallet.changed();
  }
}
