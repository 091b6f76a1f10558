package io.floodgate.order;

import static io.floodgate.base.Refusals.assertRefused;
import static io.floodgate.order.OrderFixtures.EXPIRES;
import static io.floodgate.order.OrderFixtures.NOW;
import static io.floodgate.order.OrderFixtures.PAYMENT;
import static io.floodgate.order.OrderFixtures.item;
import static io.floodgate.order.OrderFixtures.line;
import static io.floodgate.order.OrderFixtures.order;
import static org.assertj.core.api.Assertions.assertThat;

import io.floodgate.base.Caller;
import io.floodgate.base.CommonFailure;
import io.floodgate.base.Money;
import io.floodgate.base.UserId;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OrderTest {

  private static final Item[] ITEMS = {item(1, 1_000, 3), item(2, 500, 2)};

  private static final UnaryOperator<Order> PAY = order -> order.pay(PAYMENT, NOW);
  private static final UnaryOperator<Order> CANCEL = order -> order.cancel(Refund.rest(order));
  private static final UnaryOperator<Order> EXPIRE = order -> order.expire(EXPIRES);
  private static final UnaryOperator<Order> REFUND =
      order -> order.refund(Refund.decide(order, Optional.empty()));

  /** Every change that may happen; all others are refused. */
  private static final Map<OrderStatus, Map<OrderStatus, UnaryOperator<Order>>> LEGAL =
      new EnumMap<>(
          Map.of(
              OrderStatus.PENDING_PAYMENT,
              Map.of(
                  OrderStatus.PAID, PAY,
                  OrderStatus.CANCELLED, CANCEL,
                  OrderStatus.EXPIRED, EXPIRE),
              OrderStatus.PAID,
              Map.of(OrderStatus.REFUNDED, REFUND, OrderStatus.CANCELLED, CANCEL),
              OrderStatus.REFUNDED,
              Map.of(),
              OrderStatus.CANCELLED,
              Map.of(),
              OrderStatus.EXPIRED,
              Map.of()));

  @ParameterizedTest
  @EnumSource
  void changesStateOnlyAsIsLegal(OrderStatus status) {
    Order order = order(status, 0, ITEMS);
    Map<OrderStatus, UnaryOperator<Order>> legal = LEGAL.get(status);

    legal.forEach(
        (next, change) -> {
          assertThat(change.apply(order).status()).isEqualTo(next);
          assertThat(change.apply(order).version()).isEqualTo(2);
        });
    for (UnaryOperator<Order> change : List.of(PAY, CANCEL, EXPIRE, REFUND)) {
      if (!legal.containsValue(change)) {
        assertRefused(OrderFailure.ORDER_STATE_CONFLICT, () -> change.apply(order));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void knowsWhatAStateMayBecome(OrderStatus status) {
    Set<OrderStatus> next = EnumSet.allOf(OrderStatus.class);
    next.removeIf(other -> !status.mayBecome(other));

    assertThat(next).isEqualTo(LEGAL.get(status).keySet());
  }

  @Test
  void isPaidUntilTheMomentItExpires() {
    Order pending = order(OrderStatus.PENDING_PAYMENT, 0, ITEMS);

    Order paid = pending.pay(PAYMENT, EXPIRES.minusNanos(1_000));
    assertThat(paid.paymentId()).contains(PAYMENT);
    assertThat(paid.expiresAt()).isEmpty();
    assertRefused(OrderFailure.ORDER_STATE_CONFLICT, () -> pending.pay(PAYMENT, EXPIRES));
  }

  @Test
  void expiresFromThatMomentOn() {
    Order pending = order(OrderStatus.PENDING_PAYMENT, 0, ITEMS);

    assertRefused(
        OrderFailure.ORDER_STATE_CONFLICT, () -> pending.expire(EXPIRES.minusNanos(1_000)));
    Order expired = pending.expire(EXPIRES);
    assertThat(expired.expiresAt()).isEmpty();
    assertThat(expired.refunded()).isEqualTo(Money.ZERO);
    assertThat(expired.items()).allMatch(item -> item.refundedQuantity() == 0);
  }

  @Test
  void givesEverythingBackWhenItIsCancelledAfterItWasPaid() {
    Order cancelled = CANCEL.apply(order(OrderStatus.PAID, 500, ITEMS));

    assertThat(cancelled.refunded()).isEqualTo(cancelled.total()).isEqualTo(Money.won(3_500));
    assertThat(cancelled.items()).allMatch(item -> item.left() == 0);
    assertThat(cancelled.paymentId()).contains(PAYMENT);
  }

  @Test
  void givesNothingBackWhenItIsCancelledBeforeItWasPaid() {
    Order cancelled = CANCEL.apply(order(OrderStatus.PENDING_PAYMENT, 500, ITEMS));

    assertThat(cancelled.refunded()).isEqualTo(Money.ZERO);
    assertThat(cancelled.items()).allMatch(item -> item.refundedQuantity() == 0);
    assertThat(cancelled.expiresAt()).isEmpty();
  }

  @Test
  void staysPaidUntilTheLastItemIsRefunded() {
    Order paid = order(OrderStatus.PAID, 0, ITEMS);

    Order partly = paid.refund(Refund.decide(paid, Optional.of(List.of(line(1, 3), line(2, 1)))));
    assertThat(partly.status()).isEqualTo(OrderStatus.PAID);
    assertThat(partly.refunded()).isEqualTo(Money.won(3_500));
    assertThat(partly.version()).isEqualTo(2);
    Order wholly = partly.refund(Refund.decide(partly, Optional.of(List.of(line(2, 1)))));
    assertThat(wholly.status()).isEqualTo(OrderStatus.REFUNDED);
    assertThat(wholly.refunded()).isEqualTo(wholly.total());
    assertThat(wholly.version()).isEqualTo(3);
  }

  @Test
  void isTheCallersOrNobodyElses() {
    Order order = order(OrderStatus.PAID, 0, ITEMS);

    assertThat(order.requireFor(Caller.TRUSTED)).isSameAs(order);
    assertThat(order.requireFor(Caller.user(new UserId(1)))).isSameAs(order);
    assertRefused(CommonFailure.FORBIDDEN, () -> order.requireFor(Caller.user(new UserId(2))));
  }
}
