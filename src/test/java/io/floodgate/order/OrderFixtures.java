package io.floodgate.order;

import io.floodgate.base.IdempotencyKey;
import io.floodgate.base.Money;
import io.floodgate.base.OrderId;
import io.floodgate.base.PaymentId;
import io.floodgate.base.ProductId;
import io.floodgate.base.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Orders in every state, and commands. */
final class OrderFixtures {

  static final Instant NOW = Instant.parse("2026-11-20T00:00:00.123456Z");
  static final Instant EXPIRES = NOW.plus(Duration.ofMinutes(15));
  static final OrderId ORDER = new OrderId(100);
  static final PaymentId PAYMENT = new PaymentId(200);

  private OrderFixtures() {}

  static Item item(long product, long price, int quantity) {
    return new Item(new ProductId(product), "product " + product, Money.won(price), quantity, 0);
  }

  static OrderAsk.Line line(long product, int quantity) {
    return new OrderAsk.Line(new ProductId(product), quantity, "/items/" + product);
  }

  /** As it is rebuilt from its rows, consistent for a state that was reached without refunds. */
  static Order order(OrderStatus status, long discount, Item... items) {
    Money subtotal = Money.ZERO;
    for (Item item : items) {
      subtotal = subtotal.plus(item.amount());
    }
    boolean paid = status == OrderStatus.PAID || status == OrderStatus.REFUNDED;
    return new Order(
        ORDER,
        new UserId(1),
        status,
        subtotal,
        Money.won(discount),
        subtotal.minus(Money.won(discount)),
        Money.ZERO,
        Optional.empty(),
        paid ? Optional.of(PAYMENT) : Optional.empty(),
        List.of(items),
        1,
        NOW,
        status == OrderStatus.PENDING_PAYMENT ? Optional.of(EXPIRES) : Optional.empty());
  }

  static OrderAsk.PlaceOrder place(long user, boolean pay, OrderAsk.Line... lines) {
    return new OrderAsk.PlaceOrder(
        new UserId(user), Optional.empty(), List.of(lines), pay, Optional.empty());
  }

  static Optional<IdempotencyKey> key(String name, String hash) {
    return Optional.of(new IdempotencyKey(name, hash));
  }

  static Money sum(List<PaymentView.RefundedItem> items) {
    List<Money> amounts = new ArrayList<>();
    items.forEach(item -> amounts.add(item.amount()));
    return amounts.stream().reduce(Money.ZERO, Money::plus);
  }
}
