package io.floodgate.web;

import io.floodgate.base.Answered;
import io.floodgate.base.IdempotencyKey;
import io.floodgate.base.Money;
import io.floodgate.base.OrderId;
import io.floodgate.base.Page;
import io.floodgate.base.PaymentId;
import io.floodgate.base.ProductId;
import io.floodgate.base.UserId;
import io.floodgate.ops.Component;
import io.floodgate.ops.Invariant;
import io.floodgate.ops.InvariantReport;
import io.floodgate.ops.OpsAsk;
import io.floodgate.ops.Readiness;
import io.floodgate.order.OrderAsk;
import io.floodgate.order.OrderStatus;
import io.floodgate.order.OrderView;
import io.floodgate.order.PaymentView;
import io.floodgate.point.Balance;
import io.floodgate.point.EntryKind;
import io.floodgate.point.PointAsk;
import io.floodgate.point.PointEntry;
import io.floodgate.product.ProductAsk;
import io.floodgate.product.ProductStatus;
import io.floodgate.product.ProductView;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the domains answer in tests of the HTTP door: fixed values that echo the message. */
final class Stubs {

  static final Instant NOW = Instant.parse("2026-11-20T03:04:05.678Z");

  private Stubs() {}

  static Object answer(PointAsk<?> ask) {
    return switch (ask) {
      case PointAsk.ChargePoints charge ->
          answered(new Balance(charge.userId(), charge.amount()), charge.key());
      case PointAsk.GetBalance get -> new Balance(get.userId(), Money.won(50_000));
      case PointAsk.GetHistory _ ->
          page(
              List.of(
                  new PointEntry(
                      2,
                      EntryKind.USE,
                      Money.won(-300),
                      Money.won(700),
                      Optional.of(new OrderId(77)),
                      Optional.of(new PaymentId(88)),
                      NOW),
                  new PointEntry(
                      1,
                      EntryKind.CHARGE,
                      Money.won(1_000),
                      Money.won(1_000),
                      Optional.empty(),
                      Optional.empty(),
                      NOW)));
    };
  }

  static Object answer(ProductAsk<?> ask) {
    return switch (ask) {
      case ProductAsk.CreateProduct create ->
          answered(product(create.name(), create.price(), create.stock()), create.key());
      case ProductAsk.ChangeProduct change ->
          product(change.name().orElse("Pen"), change.price().orElse(Money.won(500)), 10);
      case ProductAsk.Restock restock ->
          answered(product("Pen", Money.won(500), 10 + restock.quantity()), restock.key());
      case ProductAsk.GetProduct _ -> product("Pen", Money.won(500), 10);
      case ProductAsk.ListProducts list -> {
        List<ProductView> items = List.of(product("Pen", Money.won(500), 10));
        yield list.page().isPresent()
            ? new Page<>(items, Optional.empty(), Optional.of(1L))
            : new Page<>(items, Optional.of("next"), Optional.empty());
      }
    };
  }

  static Object answer(OrderAsk<?> ask) {
    return switch (ask) {
      case OrderAsk.PlaceOrder place ->
          answered(
              order(place.userId(), place.pay() ? OrderStatus.PAID : OrderStatus.PENDING_PAYMENT),
              place.key());
      case OrderAsk.PayOrder pay -> answered(payment(), pay.key());
      case OrderAsk.CancelOrder cancel ->
          answered(order(new UserId(1), OrderStatus.CANCELLED), cancel.key());
      case OrderAsk.RefundPayment refund -> answered(refund(), refund.key());
      case OrderAsk.ExpireOrder _ -> throw new AssertionError("no client can ask for this");
      case OrderAsk.GetOrder _ -> order(new UserId(1), OrderStatus.PAID);
      case OrderAsk.ListOrders list -> page(List.of(order(list.userId(), OrderStatus.PAID)));
      case OrderAsk.ListPayments _ -> page(List.of(payment(), refund()));
      case OrderAsk.GetPayment _ -> payment();
    };
  }

  static Object answer(OpsAsk<?> ask) {
    return switch (ask) {
      case OpsAsk.CheckInvariants _ ->
          new InvariantReport(true, List.of(new Invariant("stock-never-negative", 0, List.of())));
      case OpsAsk.CheckReady _ ->
          new Readiness(true, List.of(new Component("postgres", true, Optional.empty())));
    };
  }

  static OrderView order(UserId user, OrderStatus status) {
    boolean pending = status == OrderStatus.PENDING_PAYMENT;
    return new OrderView(
        new OrderId(77),
        user,
        status,
        Money.won(1_000),
        Money.ZERO,
        Money.won(1_000),
        Money.ZERO,
        Optional.empty(),
        pending ? Optional.empty() : Optional.of(new PaymentId(88)),
        List.of(new OrderView.ItemView(new ProductId(3), "Pen", Money.won(500), 2, 0)),
        NOW,
        pending ? Optional.of(NOW.plusSeconds(600)) : Optional.empty());
  }

  private static ProductView product(String name, Money price, long stock) {
    return new ProductView(new ProductId(3), name, price, stock, ProductStatus.ON_SALE, NOW);
  }

  private static PaymentView payment() {
    return new PaymentView(
        new PaymentId(88),
        new OrderId(77),
        PaymentView.Kind.PAYMENT,
        Money.won(1_000),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        NOW);
  }

  private static PaymentView refund() {
    return new PaymentView(
        new PaymentId(89),
        new OrderId(77),
        PaymentView.Kind.REFUND,
        Money.won(500),
        Optional.of(new PaymentId(88)),
        Optional.of("broken"),
        List.of(new PaymentView.RefundedItem(new ProductId(3), 1, Money.won(500))),
        NOW);
  }

  /** A key that says {@code replay} stands for an effect that has happened before. */
  private static <T> Answered<T> answered(T answer, Optional<IdempotencyKey> key) {
    return new Answered<>(answer, key.isPresent() && key.get().key().startsWith("replay"));
  }

  private static <T> Page<T> page(List<T> items) {
    return new Page<>(items, Optional.empty(), Optional.empty());
  }
}
