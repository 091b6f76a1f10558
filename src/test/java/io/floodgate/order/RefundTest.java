package io.floodgate.order;

import static io.floodgate.base.Refusals.assertRefused;
import static io.floodgate.base.Refusals.assertRefusedAt;
import static io.floodgate.order.OrderFixtures.item;
import static io.floodgate.order.OrderFixtures.line;
import static io.floodgate.order.OrderFixtures.order;
import static io.floodgate.order.OrderFixtures.sum;
import static org.assertj.core.api.Assertions.assertThat;

import io.floodgate.base.Id;
import io.floodgate.base.Money;
import io.floodgate.product.ProductFailure;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class RefundTest {

  private static final int ORDERS_A_SEED = 400;

  private static IntStream seeds() {
    return IntStream.range(0, 10);
  }

  private static Refund refund(Order order, OrderAsk.Line... lines) {
    return Refund.decide(order, Optional.of(List.of(lines)));
  }

  @Test
  void givesTheDiscountBackInProportionRoundedDown() {
    Order order = order(OrderStatus.PAID, 1_000, item(1, 1_000, 3)); // 2,000 for 3

    Refund first = refund(order, line(1, 1));
    assertThat(first.amount()).isEqualTo(Money.won(666));
    Order afterOne = order.refund(first);
    Refund second = refund(afterOne, line(1, 1));
    assertThat(second.amount()).isEqualTo(Money.won(667));
    Refund last = Refund.rest(afterOne.refund(second));
    assertThat(last.amount()).isEqualTo(Money.won(667));
  }

  @Test
  void givesNothingBackForWhatCostNothing() {
    Order free = order(OrderStatus.PAID, 3_000, item(1, 1_000, 3));

    assertThat(refund(free, line(1, 2)).amount()).isEqualTo(Money.ZERO);
    assertThat(free.refund(Refund.rest(free)).status()).isEqualTo(OrderStatus.REFUNDED);
  }

  @Test
  void namesWhatItReturnsInTheOrderOfTheItems() {
    Order order = order(OrderStatus.PAID, 0, item(5, 10, 3), item(4, 100, 2));

    assertThat(refund(order, line(4, 1), line(5, 2)).items())
        .containsExactly(
            new PaymentView.RefundedItem(item(5, 1, 1).productId(), 2, Money.won(20)),
            new PaymentView.RefundedItem(item(4, 1, 1).productId(), 1, Money.won(100)));
  }

  @Test
  void refusesMoreThanIsLeftAndWhatWasNotBought() {
    Order order = order(OrderStatus.PAID, 0, item(1, 10, 3));
    Order partly = order.refund(refund(order, line(1, 2)));

    assertRefusedAt(
        "/items/1/quantity", OrderFailure.REFUND_EXCEEDS_PAYMENT, () -> refund(partly, line(1, 2)));
    assertRefusedAt(
        "/items/2/productId", ProductFailure.PRODUCT_NOT_FOUND, () -> refund(order, line(2, 1)));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PAID")
  void refusesAnOrderThatIsNotPaid(OrderStatus status) {
    assertRefused(
        OrderFailure.ORDER_STATE_CONFLICT,
        () -> refund(order(status, 0, item(1, 10, 3)), line(1, 1)));
  }

  /** Whatever was ordered and in whatever parts it comes back. */
  @ParameterizedTest
  @MethodSource("seeds")
  void givesBackThePaidSumExactlyOnceAllIsReturned(int seed) {
    Random random = new Random(seed);
    for (int i = 0; i < ORDERS_A_SEED; i++) {
      Order order = randomOrder(random);
      Money given = Money.ZERO;
      while (order.status() == OrderStatus.PAID) {
        Refund refund = Refund.decide(order, randomPart(random, order));
        assertThat(refund.amount().isNegative()).isFalse();
        assertThat(sum(refund.items())).isEqualTo(refund.amount());
        assertThat(refund.items()).noneMatch(item -> item.amount().isNegative());
        given = given.plus(refund.amount());
        Order after = order.refund(refund);
        assertThat(after.refunded()).isEqualTo(given);
        assertThat(given).isEqualTo(shareOf(after));
        assertThat(given).isLessThanOrEqualTo(after.total());
        order = after;
      }
      assertThat(order.status()).isEqualTo(OrderStatus.REFUNDED);
      assertThat(given).as("order %s", order).isEqualTo(order.total());
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void givesBackThePaidSumExactlyWhenTheRestIsCancelled(int seed) {
    Random random = new Random(seed);
    for (int i = 0; i < ORDERS_A_SEED; i++) {
      Order order = randomOrder(random);
      Refund part = Refund.decide(order, randomPart(random, order));
      Order after = order.refund(part);
      if (after.status() == OrderStatus.PAID) {
        Refund rest = Refund.rest(after);
        assertThat(part.amount().plus(rest.amount())).isEqualTo(order.total());
        assertThat(after.cancel(rest).refunded()).isEqualTo(order.total());
      }
    }
  }

  /** What the refunds together are said to be: the total's share of what was returned. */
  private static Money shareOf(Order order) {
    BigInteger returned = BigInteger.ZERO;
    for (Item item : order.items()) {
      returned = returned.add(BigInteger.valueOf(item.refundedAmount().won()));
    }
    return Money.won(
        returned
            .multiply(BigInteger.valueOf(order.total().won()))
            .divide(BigInteger.valueOf(order.subtotal().won()))
            .longValueExact());
  }

  /** From one won to the largest sum that there can be; the discount from nothing to everything. */
  private static Order randomOrder(Random random) {
    while (true) {
      long maxPrice = 1L << random.nextInt(1, 31);
      int maxQuantity = 1 << random.nextInt(1, 20);
      List<Item> items = new ArrayList<>();
      Money subtotal = Money.ZERO;
      for (int product = 1; product <= random.nextInt(1, 12); product++) {
        Item item =
            item(product, random.nextLong(1, maxPrice + 1), random.nextInt(1, maxQuantity + 1));
        items.add(item);
        subtotal = subtotal.plus(item.amount());
      }
      if (subtotal.won() > 0 && subtotal.won() <= Id.MAX_VALUE) {
        long discount =
            switch (random.nextInt(4)) {
              case 0 -> 0;
              case 1 -> subtotal.won();
              default -> random.nextLong(subtotal.won());
            };
        return order(OrderStatus.PAID, discount, items.toArray(Item[]::new));
      }
    }
  }

  /** Some of some items; now and then all that is left. */
  private static Optional<List<OrderAsk.Line>> randomPart(Random random, Order order) {
    if (random.nextInt(5) == 0) {
      return Optional.empty();
    }
    List<OrderAsk.Line> lines = new ArrayList<>();
    for (Item item : order.items()) {
      if (item.left() > 0 && (random.nextBoolean() || lines.isEmpty())) {
        int quantity = random.nextInt(3) == 0 ? item.left() : random.nextInt(1, item.left() + 1);
        lines.add(line(item.productId().value(), quantity));
      }
    }
    return Optional.of(lines);
  }
}
