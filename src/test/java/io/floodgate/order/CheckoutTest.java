package io.floodgate.order;

import static io.floodgate.base.Refusals.assertRefused;
import static io.floodgate.base.Refusals.assertRefusedAt;
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
import io.floodgate.point.PointFailure;
import io.floodgate.product.Product;
import io.floodgate.product.ProductFailure;
import io.floodgate.product.ProductFixtures;
import io.floodgate.product.Shelf;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class CheckoutTest {

  private static final long MOST_WON = Id.MAX_VALUE;

  private final Shelf shelf =
      ProductFixtures.shelf(List.of(product(1, 1_000, 10), product(2, 250, 3), hidden(3, 1, 10)));

  private Checkout.Quote decide(long points, OrderAsk.PlaceOrder order) {
    return Checkout.decide(order, account(1, points), shelf::find);
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
  void refusesACouponThatTheUserDoesNotHold() {
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

    assertThat(
            Checkout.decide(place(1, false, line(1, 1)), account(1, 0), treasury::find).subtotal())
        .isEqualTo(Money.won(MOST_WON));
    assertRefusedAt(
        "/orderProducts",
        OrderFailure.ORDER_TOTAL_TOO_LARGE,
        () ->
            Checkout.decide(
                place(1, false, line(1, 1), line(2, 1)), account(1, 0), treasury::find));
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
        () ->
            Checkout.decide(
                place(1, false, lines), account(1, 0), ProductFixtures.shelf(products)::find));
  }
}
