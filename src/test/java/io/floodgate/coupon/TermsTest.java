package io.floodgate.coupon;

import static io.floodgate.base.Refusals.assertRefusedAt;
import static io.floodgate.coupon.WalletFixtures.fixed;
import static io.floodgate.coupon.WalletFixtures.percent;
import static io.floodgate.coupon.WalletFixtures.terms;
import static org.assertj.core.api.Assertions.assertThat;

import io.floodgate.base.Failure;
import io.floodgate.base.Id;
import io.floodgate.base.Money;
import io.floodgate.base.ProductId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TermsTest {

  private static final String COUPON = "/userCouponId";

  private static Terms.Part part(long product, long amount) {
    return new Terms.Part(new ProductId(product), Money.won(amount));
  }

  private static long discount(Terms terms, Terms.Part... order) {
    return terms.discountOf(List.of(order)).won();
  }

  @Test
  void reduceTheWholeOrderUnlessTheyNameProducts() {
    assertThat(discount(terms(percent(10), 0), part(1, 1_000), part(2, 509))).isEqualTo(150);
    assertThat(discount(terms(percent(10), 0, 2, 9), part(1, 1_000), part(2, 509))).isEqualTo(50);
    assertThat(discount(terms(percent(10), 0, 1, 2), part(1, 1_000), part(2, 509))).isEqualTo(150);
  }

  @Test
  void roundTheSumAndNotEachPart() {
    assertThat(discount(terms(percent(10), 0), part(1, 9), part(2, 9), part(3, 9))).isEqualTo(2);
  }

  @Test
  void takeNoMoreThanTheProductsTheyAreFor() {
    assertThat(discount(terms(fixed(5_000), 0, 2), part(1, 9_000), part(2, 500))).isEqualTo(500);
    assertThat(discount(terms(fixed(5_000), 0), part(1, 900), part(2, 500))).isEqualTo(1_400);
    assertThat(discount(terms(percent(100), 0, 2), part(1, 900), part(2, 500))).isEqualTo(500);
  }

  @Test
  void areRefusedWhereTheyAreForNoneOfTheProducts() {
    assertRefusedAt(
        COUPON,
        CouponFailure.COUPON_NOT_APPLICABLE,
        () -> discount(terms(fixed(1), 0, 3), part(1, 1_000), part(2, 1_000)));
  }

  @Test
  void holdTheMinimumAgainstTheWholeOrder() {
    assertThat(discount(terms(fixed(100), 1_000, 2), part(1, 900), part(2, 100))).isEqualTo(100);
    assertRefusedAt(
        COUPON,
        CouponFailure.COUPON_MINIMUM_NOT_REACHED,
        () -> discount(terms(fixed(100), 1_000), part(1, 900), part(2, 99)));
  }

  @Test
  void sayThatTheyDoNotApplyBeforeTheMinimum() {
    assertRefusedAt(
        COUPON,
        CouponFailure.COUPON_NOT_APPLICABLE,
        () -> discount(terms(fixed(1), 1_000, 3), part(1, 1)));
  }

  @Test
  void reduceTheLargestOrderThatThereIs() {
    assertThat(discount(terms(percent(99), Id.MAX_VALUE), part(1, Id.MAX_VALUE)))
        .isEqualTo(8_917_127_262_193_581L);
    assertThat(discount(terms(percent(100), 0), part(1, Id.MAX_VALUE - 1), part(2, 1)))
        .isEqualTo(Id.MAX_VALUE);
    assertThat(discount(terms(percent(100, 7), 0), part(1, Id.MAX_VALUE))).isEqualTo(7);
  }

  /** Whatever the coupon and the order: from nothing to all that it is for, and never more. */
  @Test
  void takeFromNothingToAllThatTheyAreFor() {
    Random random = new Random(11);
    int applied = 0;
    for (int i = 0; i < 50_000; i++) {
      Terms terms = randomTerms(random);
      List<Terms.Part> order = new ArrayList<>();
      for (int product = 1; product <= random.nextInt(1, 6); product++) {
        order.add(part(product, random.nextLong(1, 1L << random.nextInt(1, 50))));
      }
      long subtotal = order.stream().mapToLong(part -> part.amount().won()).sum();
      long reduced =
          order.stream()
              .filter(part -> terms.products().isEmpty() || isFor(terms, part))
              .mapToLong(part -> part.amount().won())
              .sum();
      try {
        assertThat(terms.discountOf(order).won()).isBetween(0L, reduced);
        assertThat(subtotal).isGreaterThanOrEqualTo(terms.minOrderAmount().won());
        assertThat(reduced).isPositive();
        applied++;
      } catch (Failure refused) {
        assertThat(refused.code())
            .isEqualTo(
                reduced == 0
                    ? CouponFailure.COUPON_NOT_APPLICABLE
                    : CouponFailure.COUPON_MINIMUM_NOT_REACHED);
        assertThat(reduced == 0 || subtotal < terms.minOrderAmount().won()).isTrue();
      }
    }
    assertThat(applied).isBetween(10_000, 45_000);
  }

  private static boolean isFor(Terms terms, Terms.Part part) {
    return terms.products().contains(part.productId());
  }

  private static Terms randomTerms(Random random) {
    long won = random.nextLong(1, 1L << random.nextInt(1, 50));
    Discount discount =
        switch (random.nextInt(3)) {
          case 0 -> fixed(won);
          case 1 -> percent(random.nextInt(1, 101));
          default -> percent(random.nextInt(1, 101), won);
        };
    return terms(
        discount,
        random.nextBoolean() ? 0 : random.nextLong(1L << random.nextInt(1, 50)),
        random.longs(random.nextInt(4), 1, 9).toArray());
  }
}
