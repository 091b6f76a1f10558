package io.floodgate.order;

import static io.floodgate.base.Refusals.assertRefusedAt;
import static io.floodgate.order.OrderFixtures.EXPIRES;
import static io.floodgate.order.OrderFixtures.NOW;
import static io.floodgate.order.OrderFixtures.line;
import static io.floodgate.order.OrderFixtures.place;
import static org.assertj.core.api.Assertions.assertThat;

import io.floodgate.base.IdempotencyKey;
import io.floodgate.base.Money;
import io.floodgate.base.PaymentId;
import io.floodgate.base.UserCouponId;
import io.floodgate.coupon.CouponFailure;
import io.floodgate.coupon.UserCoupon;
import io.floodgate.outbox.Event;
import io.floodgate.point.PointEntry;
import io.floodgate.point.PointFailure;
import io.floodgate.point.PointFixtures;
import io.floodgate.product.ProductFailure;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An order takes its user's coupon, holds it while it lives, and gives it back when it is over. */
class OrderDeskCouponTest extends DeskFixture {

  private void assertUsedBy(OrderView order, long coupon) {
    assertThat(coupon(coupon).usedBy()).contains(order.orderId());
  }

  private void assertUnused(long coupon) {
    assertThat(coupon(coupon).usedBy()).isEmpty();
  }

  private List<Long> versionsOf(long coupon) {
    return events.stream()
        .filter(event -> event.type().name().startsWith("Coupon") && event.aggregateId() == coupon)
        .map(Event::version)
        .toList();
  }

  @Test
  void takesTheCouponOfAnOrderThatIsPaidAtOnce() {
    OrderView placed = order(with(HUNDRED_OFF, place(1, true, line(1, 2), line(2, 1))));

    assertThat(placed.status()).isEqualTo(OrderStatus.PAID);
    assertThat(placed.subtotal()).isEqualTo(Money.won(280));
    assertThat(placed.discount()).isEqualTo(Money.won(100));
    assertThat(placed.total()).isEqualTo(Money.won(180));
    assertThat(placed.userCouponId()).contains(new UserCouponId(HUNDRED_OFF));
    assertThat(balance(1)).isEqualTo(Money.won(POINTS - 180));
    assertUsedBy(placed, HUNDRED_OFF);
    assertThat(told())
        .containsExactlyInAnyOrder("PointsUsed", "PaymentCaptured", "CouponUsed", "OrderPaid");
  }

  @Test
  void takesTheCouponOfAnOrderThatIsPaidLaterAndLeavesItAloneThen() {
    OrderView placed = order(with(TENTH_OFF, place(2, false, line(3, 1))));

    assertThat(placed.total()).isEqualTo(Money.won(189));
    assertUsedBy(placed, TENTH_OFF);
    assertThat(told()).containsExactlyInAnyOrder("CouponUsed", "OrderPlaced");

    assertThat(payment(pay(placed.orderId())).amount()).isEqualTo(Money.won(189));
    assertUsedBy(placed, TENTH_OFF);
    assertThat(versionsOf(TENTH_OFF)).containsExactly(2L);
  }

  @Test
  void letsTheSecondOrderSeeThatTheFirstOneUsesIt() {
    order(with(HUNDRED_OFF, place(1, true, line(1, 2))));

    assertRefusedWithoutATrace(
        CouponFailure.COUPON_ALREADY_USED, with(HUNDRED_OFF, place(1, true, line(1, 2))));
    order(with(HALF_OFF_PRODUCT_4, place(1, true, line(4, 2))));
  }

  @Test
  void leavesNoTraceOfARefusedCoupon() {
    assertRefusedWithoutATrace(CouponFailure.COUPON_NOT_OWNED, with(9, place(1, true, line(1, 1))));
    assertRefusedWithoutATrace(
        CouponFailure.COUPON_NOT_OWNED, with(HUNDRED_OFF, place(2, true, line(1, 1))));
    assertRefusedWithoutATrace(
        CouponFailure.COUPON_NOT_APPLICABLE, with(HALF_OFF_PRODUCT_4, place(1, true, line(1, 9))));
    assertRefusedWithoutATrace(
        CouponFailure.COUPON_MINIMUM_NOT_REACHED,
        with(HALF_OFF_PRODUCT_4, place(1, true, line(4, 1))));
    assertRefusedWithoutATrace(
        ProductFailure.OUT_OF_STOCK,
        with(HUNDRED_OFF, place(1, true, line(1, 1), line(2, (int) STOCK + 1))));
  }

  @Test
  void leavesTheCouponToWhoeverCannotPay() {
    order(place(1, true, line(4, 17)));

    assertRefusedWithoutATrace(
        PointFailure.INSUFFICIENT_POINTS, with(HUNDRED_OFF, place(1, true, line(3, 2))));
    order(with(HUNDRED_OFF, place(1, true, line(3, 1))));
  }

  @Test
  void givesTheCouponBackOnCancel() {
    for (boolean paid : List.of(true, false)) {
      OrderView placed = order(with(HUNDRED_OFF, place(1, paid, line(1, 2))));

      OrderView cancelled = order(cancel(placed.orderId()));

      assertUnused(HUNDRED_OFF);
      assertThat(cancelled.userCouponId()).contains(new UserCouponId(HUNDRED_OFF));
      assertThat(balance(1)).isEqualTo(Money.won(POINTS));
      assertRefusedWithoutATrace(OrderFailure.ORDER_STATE_CONFLICT, cancel(placed.orderId()));
    }
    assertThat(versionsOf(HUNDRED_OFF)).containsExactly(2L, 3L, 4L, 5L);
  }

  @Test
  void givesTheCouponBackOnExpiry() {
    OrderView placed = order(with(HUNDRED_OFF, place(1, false, line(1, 2))));
    assertRefusedWithoutATrace(
        OrderFailure.ORDER_STATE_CONFLICT, new OrderAsk.ExpireOrder(placed.orderId()));
    assertUsedBy(placed, HUNDRED_OFF);

    decide(new OrderAsk.ExpireOrder(placed.orderId()), EXPIRES);

    assertUnused(HUNDRED_OFF);
    assertThat(told()).contains("CouponReturned");
  }

  @Test
  void givesTheCouponBackOnceAllIsRefundedAndNotBefore() {
    OrderView placed = order(with(HUNDRED_OFF, place(1, true, line(1, 3))));
    PaymentId payment = placed.paymentId().orElseThrow();

    assertThat(payment(refund(payment, line(1, 1))).amount()).isEqualTo(Money.won(36));
    payment(refund(payment, line(1, 1)));
    assertUsedBy(placed, HUNDRED_OFF);
    payment(refund(payment, line(1, 1)));

    assertUnused(HUNDRED_OFF);
    assertThat(versionsOf(HUNDRED_OFF)).containsExactly(2L, 3L);
    assertThat(balance(1)).isEqualTo(Money.won(POINTS));
  }

  @Test
  void givesTheCouponBackWhenTheRestOfARefundedOrderIsCancelled() {
    OrderView placed = order(with(HUNDRED_OFF, place(1, true, line(1, 3))));
    payment(refund(placed.paymentId().orElseThrow(), line(1, 2)));
    assertUsedBy(placed, HUNDRED_OFF);

    order(cancel(placed.orderId()));

    assertUnused(HUNDRED_OFF);
    assertThat(balance(1)).isEqualTo(Money.won(POINTS));
  }

  /** What came back belongs to the next order; whoever gave it back has no more say in it. */
  @Test
  void leavesTheCouponToTheOrderThatTookItNext() {
    OrderView first = order(with(HUNDRED_OFF, place(1, true, line(1, 3))));
    order(cancel(first.orderId()));
    OrderView second = order(with(HUNDRED_OFF, place(1, true, line(1, 3))));

    assertRefusedWithoutATrace(OrderFailure.ORDER_STATE_CONFLICT, cancel(first.orderId()));
    assertRefusedWithoutATrace(
        OrderFailure.ORDER_STATE_CONFLICT, refund(first.paymentId().orElseThrow()));
    assertUsedBy(second, HUNDRED_OFF);
  }

  /** Points are neither taken nor given, and the ledger has no entry of nothing. */
  @Test
  void sellsForNothingWhatACouponPaysWholly() {
    OrderView free = order(with(ALL_OFF, place(3, true, line(1, 3))));
    assertThat(free.total()).isEqualTo(Money.ZERO);
    assertThat(free.discount()).isEqualTo(free.subtotal()).isEqualTo(Money.won(210));
    assertThat(free.status()).isEqualTo(OrderStatus.PAID);
    PaymentId payment = free.paymentId().orElseThrow();

    assertThat(payment(refund(payment, line(1, 1))).amount()).isEqualTo(Money.ZERO);
    assertUsedBy(free, ALL_OFF);
    assertThat(payment(refund(payment)).amount()).isEqualTo(Money.ZERO);
    assertThat(book.order(free.orderId()).status()).isEqualTo(OrderStatus.REFUNDED);
    assertUnused(ALL_OFF);

    OrderView later = order(with(ALL_OFF, place(3, false, line(1, 3))));
    assertThat(payment(pay(later.orderId())).amount()).isEqualTo(Money.ZERO);
    order(cancel(later.orderId()));
    assertUnused(ALL_OFF);

    assertThat(stock(1)).isEqualTo(STOCK);
    assertThat(balance(3)).isEqualTo(Money.won(POINTS));
    assertThat(PointFixtures.entries(accounts)).extracting(PointEntry::amount).isEmpty();
  }

  @Test
  void usesTheCouponOnceForAKeyThatComesTwice() {
    OrderAsk.PlaceOrder command =
        keyed(with(HUNDRED_OFF, place(1, true, line(1, 2))), new IdempotencyKey("k", "hash"));
    OrderView first = order(command);
    State before = state();

    assertThat(decide(command).replayed()).isTrue();
    assertThat(order(command)).isEqualTo(first);
    assertThat(state()).isEqualTo(before);
  }

  @Test
  void judgesTheValidityWhenTheOrderIsPlaced() {
    UserCoupon coupon = coupon(HUNDRED_OFF);
    assertThat(NOW).isAfter(coupon.terms().validity().from());
    OrderAsk.PlaceOrder command = with(HUNDRED_OFF, place(1, true, line(1, 2)));
    State before = state();

    assertRefusedAt(
        "/userCouponId",
        CouponFailure.COUPON_NOT_VALID_NOW,
        () -> decide(command, coupon.terms().validity().until()));

    assertThat(state()).isEqualTo(before);
  }
}
