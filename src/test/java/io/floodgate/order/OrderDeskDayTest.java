package io.floodgate.order;

import static io.floodgate.coupon.WalletFixtures.coupon;
import static io.floodgate.order.OrderFixtures.NOW;
import static io.floodgate.order.OrderFixtures.line;
import static io.floodgate.order.OrderFixtures.place;
import static io.floodgate.product.ProductFixtures.product;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.floodgate.base.Failure;
import io.floodgate.base.Money;
import io.floodgate.base.OrderId;
import io.floodgate.base.PaymentId;
import io.floodgate.base.UserCouponId;
import io.floodgate.base.UserId;
import io.floodgate.coupon.UserCoupon;
import io.floodgate.outbox.Aggregate;
import io.floodgate.outbox.Event;
import io.floodgate.point.PointFixtures;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OrderDeskDayTest extends DeskFixture {

  private static IntStream seeds() {
    return IntStream.range(0, 20);
  }

  /** A day of a small shop in one batch: after each command, all is accounted for. */
  @ParameterizedTest
  @MethodSource("seeds")
  void accountsForEveryUnitAndPointWhateverHappens(int seed) {
    Random random = new Random(seed);
    Instant now = NOW;
    int done = 0;
    for (int i = 0; i < 400; i++) {
      OrderCommand command = randomCommand(random);
      now = now.plusSeconds(random.nextInt(60));
      State before = state();
      try {
        decide(command, now);
        done++;
      } catch (Failure refused) {
        assertThat(state()).as("after %s of %s", refused.code(), command).isEqualTo(before);
      }
      assertAllIsAccountedFor();
      assertCouponsAreWithTheirOrders();
    }
    assertThat(done).isGreaterThan(50);
    assertThat(told()).contains("CouponUsed", "CouponReturned");
    assertThat(PointFixtures.entries(accounts)).noneMatch(entry -> entry.amount().won() == 0);
    assertEventsAreDense();
  }

  private OrderCommand randomCommand(Random random) {
    List<Order> orders = List.copyOf(book.orders());
    if (orders.isEmpty() || random.nextInt(3) == 0) {
      OrderAsk.Line[] lines =
          random
              .longs(random.nextInt(1, 4), 1, PRODUCTS + 2)
              .distinct()
              .mapToObj(product -> line(product, random.nextInt(1, 6)))
              .toArray(OrderAsk.Line[]::new);
      OrderAsk.PlaceOrder place = place(random.nextLong(1, USERS + 1), random.nextBoolean(), lines);
      return random.nextBoolean() ? place : with(random.nextLong(1, COUPONS + 2), place);
    }
    Order order = orders.get(random.nextInt(orders.size()));
    PaymentId payment = order.paymentId().orElse(new PaymentId(1));
    return switch (random.nextInt(5)) {
      case 0 -> pay(order.id());
      case 1 -> cancel(order.id());
      case 2 -> new OrderAsk.ExpireOrder(order.id());
      case 3 -> refund(payment);
      default ->
          refund(payment, line(order.items().getFirst().productId().value(), random.nextInt(1, 4)));
    };
  }

  private void assertAllIsAccountedFor() {
    for (long product = 1; product <= PRODUCTS; product++) {
      assertThat(stock(product) + held(product)).isEqualTo(STOCK);
    }
    for (long user = 1; user <= USERS; user++) {
      assertThat(balance(user).plus(paidBy(new UserId(user)))).isEqualTo(Money.won(POINTS));
      assertThat(balance(user).isNegative()).isFalse();
    }
  }

  /** Each coupon is used by the one order that says so and is still open, or by none. */
  private void assertCouponsAreWithTheirOrders() {
    Map<UserCouponId, OrderId> using =
        book.orders().stream()
            .filter(order -> order.couponInUse().isPresent())
            .collect(toMap(order -> order.couponInUse().orElseThrow(), Order::id));
    for (long id = 1; id <= COUPONS; id++) {
      UserCoupon coupon = coupon(id);
      assertThat(coupon.usedBy()).isEqualTo(Optional.ofNullable(using.get(coupon.id())));
    }
    assertThat(book.orders())
        .allSatisfy(
            order -> {
              assertThat(order.total()).isEqualTo(order.subtotal().minus(order.discount()));
              assertThat(order.total().isNegative()).isFalse();
              assertThat(order.discount().isNegative()).isFalse();
              order
                  .userCouponId()
                  .ifPresentOrElse(
                      id -> assertThat(coupon(id.value()).owner()).isEqualTo(order.userId()),
                      () -> assertThat(order.discount()).isEqualTo(Money.ZERO));
            });
  }

  private long held(long product) {
    return book.orders().stream()
        .filter(
            order ->
                order.status() == OrderStatus.PENDING_PAYMENT || order.status() == OrderStatus.PAID)
        .flatMap(order -> order.items().stream())
        .filter(item -> item.productId().value() == product)
        .mapToLong(Item::left)
        .sum();
  }

  /** What the user's payments took and their refunds have not given back. */
  private Money paidBy(UserId user) {
    return book.added().stream()
        .filter(payment -> book.order(payment.orderId()).userId().equals(user))
        .map(
            payment ->
                payment.kind() == PaymentView.Kind.PAYMENT
                    ? payment.amount()
                    : payment.amount().negated())
        .reduce(Money.ZERO, Money::plus);
  }

  private void assertEventsAreDense() {
    Map<List<Object>, List<Long>> versions =
        events.stream()
            .collect(
                groupingBy(
                    event -> List.<Object>of(event.type().aggregate(), event.aggregateId()),
                    mapping(Event::version, toList())));
    assertThat(versions)
        .allSatisfy(
            (thing, seen) ->
                assertThat(seen)
                    .as("versions of %s", thing)
                    .isEqualTo(
                        LongStream.range(seen.getFirst(), seen.getFirst() + seen.size())
                            .boxed()
                            .toList()));
    assertThat(book.orders())
        .allSatisfy(
            order ->
                assertThat(versions.get(List.<Object>of(Aggregate.ORDER, order.id().value())))
                    .hasSize((int) order.version())
                    .first()
                    .isEqualTo(1L));
  }
}
