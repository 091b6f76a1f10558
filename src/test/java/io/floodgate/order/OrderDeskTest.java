package io.floodgate.order;

import static io.floodgate.base.Refusals.assertRefused;
import static io.floodgate.order.OrderFixtures.EXPIRES;
import static io.floodgate.order.OrderFixtures.line;
import static io.floodgate.order.OrderFixtures.place;
import static org.assertj.core.api.Assertions.assertThat;

import io.floodgate.base.Caller;
import io.floodgate.base.CommonFailure;
import io.floodgate.base.Money;
import io.floodgate.base.OrderId;
import io.floodgate.base.PaymentId;
import io.floodgate.base.UserId;
import io.floodgate.point.PointFailure;
import io.floodgate.product.ProductFailure;
import io.floodgate.user.UserFailure;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OrderDeskTest extends DeskFixture {

  @Test
  void takesStockAndPointsOfAnOrderThatIsPaidAtOnce() {
    OrderView placed = order(place(1, true, line(1, 2), line(2, 1)));

    assertThat(placed.status()).isEqualTo(OrderStatus.PAID);
    assertThat(placed.total()).isEqualTo(Money.won(280));
    assertThat(balance(1)).isEqualTo(Money.won(POINTS - 280));
    assertThat(stock(1)).isEqualTo(STOCK - 2);
    assertThat(stock(2)).isEqualTo(STOCK - 1);
    assertThat(book.added()).hasSize(1);
    assertThat(book.added().getFirst().id()).isEqualTo(placed.paymentId().orElseThrow());
    assertThat(told()).containsExactlyInAnyOrder("PointsUsed", "PaymentCaptured", "OrderPaid");
  }

  @Test
  void takesTheStockAloneOfAnOrderThatIsPaidLater() {
    OrderView placed = order(place(1, false, line(1, 2)));

    assertThat(placed.status()).isEqualTo(OrderStatus.PENDING_PAYMENT);
    assertThat(placed.expiresAt()).contains(EXPIRES);
    assertThat(stock(1)).isEqualTo(STOCK - 2);
    assertThat(balance(1)).isEqualTo(Money.won(POINTS));
    assertThat(book.added()).isEmpty();
    assertThat(told()).containsExactly("OrderPlaced");

    PaymentView paid = payment(pay(placed.orderId()));
    assertThat(paid.amount()).isEqualTo(Money.won(140));
    assertThat(balance(1)).isEqualTo(Money.won(POINTS - 140));
  }

  @Test
  void letsTheSecondOrderSeeWhatTheFirstOneLeft() {
    order(place(1, true, line(1, (int) STOCK)));

    assertRefusedWithoutATrace(ProductFailure.OUT_OF_STOCK, place(2, true, line(1, 1)));
    order(place(1, true, line(4, 12)));
    assertThat(balance(1)).isEqualTo(Money.won(POINTS - 20 * 70 - 12 * 280));
    assertRefusedWithoutATrace(PointFailure.INSUFFICIENT_POINTS, place(1, true, line(4, 1)));
  }

  @Test
  void leavesNoTraceOfARefusedCommand() {
    OrderView paid = order(place(1, true, line(1, 2)));
    OrderView pending = order(place(2, false, line(4, (int) STOCK)));
    order(place(3, true, line(3, 20)));
    OrderView unpaid = order(place(3, false, line(2, 20)));

    assertRefusedWithoutATrace(
        ProductFailure.OUT_OF_STOCK, place(1, true, line(1, 1), line(2, 1), line(3, 1)));
    assertRefusedWithoutATrace(
        ProductFailure.PRODUCT_NOT_FOUND, place(1, true, line(1, 1), line(9, 1)));
    assertRefusedWithoutATrace(PointFailure.INSUFFICIENT_POINTS, pay(pending.orderId()));
    assertRefusedWithoutATrace(PointFailure.INSUFFICIENT_POINTS, pay(unpaid.orderId()));
    assertRefusedWithoutATrace(OrderFailure.ORDER_NOT_FOUND, pay(new OrderId(1)));
    assertRefusedWithoutATrace(OrderFailure.ORDER_NOT_FOUND, cancel(new OrderId(1)));
    assertRefusedWithoutATrace(OrderFailure.PAYMENT_NOT_FOUND, refund(new PaymentId(1)));
    assertRefusedWithoutATrace(OrderFailure.ORDER_STATE_CONFLICT, pay(paid.orderId()));
    assertRefusedWithoutATrace(
        OrderFailure.ORDER_STATE_CONFLICT, new OrderAsk.ExpireOrder(pending.orderId()));
    PaymentId payment = paid.paymentId().orElseThrow();
    assertRefusedWithoutATrace(OrderFailure.REFUND_EXCEEDS_PAYMENT, refund(payment, line(1, 3)));
    assertRefusedWithoutATrace(
        CommonFailure.FORBIDDEN,
        new OrderAsk.CancelOrder(paid.orderId(), Caller.user(new UserId(2)), Optional.empty()));
  }

  @Test
  void refusesToRefundARefund() {
    PaymentId payment = order(place(1, true, line(1, 2))).paymentId().orElseThrow();
    PaymentView refund = payment(refund(payment, line(1, 1)));

    assertRefusedWithoutATrace(OrderFailure.PAYMENT_NOT_FOUND, refund(refund.paymentId()));
  }

  @Test
  void refusesAnOrderOfAUserWhoDoesNotExist() {
    assertRefused(UserFailure.USER_NOT_FOUND, () -> decide(place(9, true, line(1, 1))));
    assertThat(stock(1)).isEqualTo(STOCK);
  }

  @Test
  void givesTheStockBackWhenAnOrderExpires() {
    OrderView pending = order(place(1, false, line(1, 5)));

    decide(new OrderAsk.ExpireOrder(pending.orderId()), EXPIRES);

    assertThat(stock(1)).isEqualTo(STOCK);
    assertThat(balance(1)).isEqualTo(Money.won(POINTS));
    assertThat(told()).containsExactly("OrderPlaced", "OrderExpired");
    assertRefusedWithoutATrace(OrderFailure.ORDER_STATE_CONFLICT, pay(pending.orderId()));
  }

  @Test
  void givesBackOnCancelWhatRefundsHaveLeft() {
    OrderView paid = order(place(1, true, line(1, 5), line(2, 2)));
    payment(refund(paid.paymentId().orElseThrow(), line(1, 3)));

    OrderView cancelled = order(cancel(paid.orderId()));

    assertThat(cancelled.status()).isEqualTo(OrderStatus.CANCELLED);
    assertThat(cancelled.refunded()).isEqualTo(cancelled.total());
    assertThat(balance(1)).isEqualTo(Money.won(POINTS));
    assertThat(stock(1)).isEqualTo(STOCK);
    assertThat(stock(2)).isEqualTo(STOCK);
    assertRefusedWithoutATrace(
        OrderFailure.ORDER_STATE_CONFLICT, refund(paid.paymentId().orElseThrow()));
    assertRefusedWithoutATrace(OrderFailure.ORDER_STATE_CONFLICT, cancel(paid.orderId()));
  }
}
