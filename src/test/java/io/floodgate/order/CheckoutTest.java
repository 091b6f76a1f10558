package io.floodgate.order;

import static io.floodgate.base.Refusals.assertRefused;
import static io.floodgate.base.Refusals.assertRefusedAt;
import static io.floodgate.coupon.WalletFixtures.VALID_FROM;
import static io.floodgate.coupon.WalletFixtures.VALID_UNTIL;
import static io.floodgate.coupon.WalletFixtures.coupon;
import static io.floodgate.coupon.WalletFixtures.fixed;
import static io.floodgate.coupon.WalletFixtures.percent;
import static io.floodgate.coupon.WalletFixtures.revoked;
import static io.floodgate.coupon.WalletFixtures.terms;
import static io.floodgate.coupon.WalletFixtures.usedBy;
import static io.floodgate.order.OrderFixtures.NOW;
import static io.floodgate.order.OrderFixtures.line;
import static io.floodgate.order.OrderFixtures.place;
import static io.floodgate.point.PointFixtures.account;
import static io.floodgate.product.ProductFixtures.hidden;
import static io.floodgate.product.ProductFixtures.product;
import static org.assertj.core.api.Assertions.assertThat;

import io.floodgate.base.Id;
import io.floodgate.base.Money;
import io.floodgate.base.UserCouponId;
import io.floodgate.coupon.CouponFailure;
import io.floodgate.coupon.UserCoupon;
import io.floodgate.coupon.WalletFixtures;
import io.floodgate.point.PointFailure;
import io.floodgate.product.Product;
import io.floodgate.product.ProductFailure;
import io.floodgate.product.ProductFixtures;
import io.floodgate.product.Shelf;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class CheckoutTest {

  private static final long MOST_WON = Id.MAX_VALUE;

  private final Shelf shelf =
      ProductFixtures.shelf(List.of(product(1, 1_000, 10), product(2, 250, 3), hidden(3, 1, 10)));

  private Checkout.Quote decide(long points, OrderAsk.PlaceOrder order) {
    return decide(points, order, shelf);
  }

  private static Checkout.Quote decide(long points, OrderAsk.PlaceOrder order, Shelf shelf) {
    return Checkout.decide(order, account(1, points), shelf::find, id -> Optional.empty(), NOW);
  }

  private Checkout.Quote decide(long points, OrderAsk.PlaceOrder order, UserCoupon coupon) {
    return decide(points, order, coupon, NOW);
  }

  private Checkout.Quote decide(
      long points, OrderAsk.PlaceOrder order, UserCoupon coupon, Instant now) {
    OrderAsk.PlaceOrder with =
        new OrderAsk.PlaceOrder(
            order.userId(), Optional.of(coupon.id()), order.lines(), order.pay(), Optional.empty());
    return Checkout.decide(
        with, account(1, points), shelf::find, WalletFixtures.wallet(coupon)::find, now);
  }

  private void assertCouponRefused(
      CouponFailure why, UserCoupon coupon, Instant now, OrderAsk.Line... lines) {
    assertRefusedAt("/userCouponId", why, () -> decide(0, place(1, true, lines), coupon, now));
  }

  @Test
  void quotesEachItemWithItsNameAndPriceOfNow() {
    Checkout.Quote quote = decide(3_500, place(1, true, line(2, 2), line(1, 3)));

    assertThat(quote.items())
        .containsExactly(OrderFixtures.item(2, 250, 2), OrderFixtures.item(1, 1_000, 3));
    assertThat(quote.subtotal()).isEqualTo(Money.won(3_500));
    assertThat(quote.discount()).isEqualTo(Money.ZERO);
    assertThat(quote.total()).isEqualTo(Money.won(3_500));
  }

  @Test
  void sellsTheLastUnitsAndNoMore() {
    assertThat(decide(10_000, place(1, true, line(1, 10))).total()).isEqualTo(Money.won(10_000));
    assertRefusedAt(
        "/items/1/quantity",
        ProductFailure.OUT_OF_STOCK,
        () -> decide(1_000_000, place(1, true, line(1, 11))));
  }

  @Test
  void refusesAProductThatIsUnknownOrHidden() {
    for (long product : List.of(3L, 4L)) {
      assertRefusedAt(
          "/items/" + product + "/productId",
          ProductFailure.PRODUCT_NOT_FOUND,
          () -> decide(1_000, place(1, true, line(1, 1), line(product, 1))));
    }
  }

  @Test
  void takesWhatTheCouponIsWorthOffTheTotal() {
    Checkout.Quote quote =
        decide(
            3_150, place(1, true, line(2, 2), line(1, 3)), coupon(9, 1, terms(percent(10), 3_500)));

    assertThat(quote.subtotal()).isEqualTo(Money.won(3_500));
    assertThat(quote.discount()).isEqualTo(Money.won(350));
    assertThat(quote.total()).isEqualTo(Money.won(3_150));
  }

  @Test
  void reducesOnlyTheProductsThatTheCouponIsFor() {
    UserCoupon coupon = coupon(9, 1, terms(fixed(5_000), 3_500, 2));

    assertThat(decide(9_000, place(1, true, line(2, 2), line(1, 3)), coupon).discount())
        .isEqualTo(Money.won(500));
  }

  @Test
  void costsNothingWhereTheCouponIsWorthMore() {
    Checkout.Quote quote =
        decide(0, place(1, true, line(1, 3)), coupon(9, 1, terms(fixed(3_001), 0)));

    assertThat(quote.discount()).isEqualTo(Money.won(3_000));
    assertThat(quote.total()).isEqualTo(Money.ZERO);
  }

  @Test
  void refusesACouponThatTheUserDoesNotHold() {
    UserCoupon own = coupon(9, 1, terms(fixed(100), 0));
    for (UserCoupon other : List.of(coupon(9, 2, own.terms()), revoked(own))) {
      assertCouponRefused(CouponFailure.COUPON_NOT_OWNED, other, NOW, line(1, 1));
    }
  }

  @Test
  void refusesACouponThatDoesNotExist() {
    OrderAsk.PlaceOrder order = place(1, true, line(1, 1));

    assertRefusedAt(
        "/userCouponId",
        CouponFailure.COUPON_NOT_OWNED,
        () ->
            decide(
                1_000,
                new OrderAsk.PlaceOrder(
                    order.userId(),
                    Optional.of(new UserCouponId(9)),
                    order.lines(),
                    true,
                    Optional.empty())));
  }

  @Test
  void refusesACouponForTheFirstReasonThatThereIs() {
    UserCoupon own = coupon(9, 1, terms(fixed(100), 2_000, 2));
    UserCoupon strangers = usedBy(1, coupon(9, 2, own.terms()));

    assertCouponRefused(CouponFailure.COUPON_NOT_OWNED, strangers, VALID_UNTIL, line(1, 1));
    assertCouponRefused(
        CouponFailure.COUPON_NOT_VALID_NOW, usedBy(1, own), VALID_UNTIL, line(1, 1));
    assertCouponRefused(CouponFailure.COUPON_ALREADY_USED, usedBy(1, own), NOW, line(1, 1));
    assertCouponRefused(CouponFailure.COUPON_NOT_APPLICABLE, own, NOW, line(1, 1));
    assertCouponRefused(CouponFailure.COUPON_MINIMUM_NOT_REACHED, own, NOW, line(2, 1));
    assertRefused(
        PointFailure.INSUFFICIENT_POINTS,
        () -> decide(0, place(1, true, line(2, 1), line(1, 2)), own));
  }

  @Test
  void refusesProductsAndStockBeforeTheCoupon() {
    UserCoupon strangers = coupon(9, 2, terms(fixed(100), 0));

    assertRefused(
        ProductFailure.PRODUCT_NOT_FOUND, () -> decide(0, place(1, true, line(4, 1)), strangers));
    assertRefused(
        ProductFailure.OUT_OF_STOCK, () -> decide(0, place(1, true, line(1, 11)), strangers));
  }

  @Test
  void judgesTheValidityByTheTimeOfTheTransaction() {
    UserCoupon own = coupon(9, 1, terms(fixed(1_000), 0));

    assertCouponRefused(
        CouponFailure.COUPON_NOT_VALID_NOW, own, VALID_FROM.minusNanos(1_000), line(1, 1));
    assertThat(decide(0, place(1, true, line(1, 1)), own, VALID_FROM).total())
        .isEqualTo(Money.ZERO);
    assertThat(decide(0, place(1, true, line(1, 1)), own, VALID_UNTIL.minusNanos(1_000)).total())
        .isEqualTo(Money.ZERO);
    assertCouponRefused(CouponFailure.COUPON_NOT_VALID_NOW, own, VALID_UNTIL, line(1, 1));
  }

  @Test
  void needsThePointsOnlyWhenItIsPaidNow() {
    assertRefused(PointFailure.INSUFFICIENT_POINTS, () -> decide(999, place(1, true, line(1, 1))));
    assertThat(decide(0, place(1, false, line(1, 1))).total()).isEqualTo(Money.won(1_000));
  }

  @Test
  void refusesTheStockBeforeThePoints() {
    assertRefused(ProductFailure.OUT_OF_STOCK, () -> decide(0, place(1, true, line(1, 11))));
  }

  @Test
  void refusesASumThatAClientCannotReadExactly() {
    Product dear = product(1, MOST_WON, 10);
    Product cheap = product(2, 1, 10);
    Shelf treasury = ProductFixtures.shelf(List.of(dear, cheap));

    assertThat(decide(0, place(1, false, line(1, 1)), treasury).subtotal())
        .isEqualTo(Money.won(MOST_WON));
    assertRefusedAt(
        "/orderProducts",
        OrderFailure.ORDER_TOTAL_TOO_LARGE,
        () -> decide(0, place(1, false, line(1, 1), line(2, 1)), treasury));
  }

  @Test
  void holdsAHundredOfTheDearestItemsWithoutOverflow() {
    List<Product> products =
        LongStream.rangeClosed(1, 100)
            .mapToObj(id -> product(id, 1_000_000_000, 1_000_000))
            .toList();
    OrderAsk.Line[] lines =
        LongStream.rangeClosed(1, 100)
            .mapToObj(id -> line(id, 1_000_000))
            .toArray(OrderAsk.Line[]::new);

    assertRefused(
        OrderFailure.ORDER_TOTAL_TOO_LARGE,
        () -> decide(0, place(1, false, lines), ProductFixtures.shelf(products)));
  }
}
