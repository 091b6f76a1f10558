package io.floodgate.web;

import io.floodgate.base.Answered;
import io.floodgate.base.CouponId;
import io.floodgate.base.IdempotencyKey;
import io.floodgate.base.Money;
import io.floodgate.base.OrderId;
import io.floodgate.base.Page;
import io.floodgate.base.PaymentId;
import io.floodgate.base.ProductId;
import io.floodgate.base.UserCouponId;
import io.floodgate.base.UserId;
import io.floodgate.config.Setting;
import io.floodgate.coupon.CouponAsk;
import io.floodgate.coupon.CouponFailure;
import io.floodgate.coupon.CouponStatus;
import io.floodgate.coupon.CouponView;
import io.floodgate.coupon.IssuedCoupon;
import io.floodgate.coupon.TicketView;
import io.floodgate.coupon.UserCouponStatus;
import io.floodgate.coupon.UserCouponView;
import io.floodgate.ops.ConfigReport;
import io.floodgate.ops.Invariant;
import io.floodgate.ops.InvariantReport;
import io.floodgate.ops.OpsAsk;
import io.floodgate.order.OrderAsk;
import io.floodgate.order.OrderState;
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
import io.floodgate.ranking.RankingAsk;
import io.floodgate.ranking.TopProduct;
import io.floodgate.ranking.TopProducts;
import io.floodgate.ranking.Window;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

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
      case ProductAsk.GetProducts _ -> List.of(product("Pen", Money.won(500), 10));
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
      case OrderAsk.GetOrderState(var id, _) -> orderState(id);
      case OrderAsk.GetOrderStates(var ids) ->
          ids.stream().collect(Collectors.toMap(id -> id, Stubs::orderState));
      case OrderAsk.ListOrders list -> page(List.of(order(list.userId(), OrderStatus.PAID)));
      case OrderAsk.ListPayments _ -> page(List.of(payment(), refund()));
      case OrderAsk.GetPayment _ -> payment();
    };
  }

  /**
   * A ticket id says what became of the ticket: {@code ISSUED}, {@code REFUSED}, or nothing yet.
   */
  static Object answer(CouponAsk<?> ask) {
    return switch (ask) {
      case CouponAsk.CreateCoupon create -> answered(coupon(create.name()), create.key());
      case CouponAsk.ChangeCoupon change -> coupon(change.name().orElse("Ten off"));
      case CouponAsk.RevokeCoupon revoke -> answered(coupon("Ten off"), revoke.key());
      case CouponAsk.GetCoupon _ -> coupon("Ten off");
      case CouponAsk.GetCoupons(var ids) ->
          ids.stream().collect(Collectors.toMap(id -> id, _ -> coupon("Ten off")));
      case CouponAsk.ListCoupons _ ->
          new Page<>(List.of(coupon("Ten off")), Optional.of("next"), Optional.empty());
      case CouponAsk.ListUserCoupons _ ->
          page(
              List.of(
                  held(UserCouponStatus.AVAILABLE, Optional.empty()),
                  held(UserCouponStatus.USED, Optional.of(new OrderId(77)))));
      case CouponAsk.ForgetUserCoupons _ -> throw new AssertionError("no client can ask for this");
      case CouponAsk.ForgetAllUserCoupons _ ->
          throw new AssertionError("no client can ask for this");
      case CouponAsk.IssueCoupon issue ->
          answered(new IssuedCoupon(new UserCouponId(99), issue.couponId(), 7), issue.key());
      case CouponAsk.QueueIssue queue ->
          ticket("t-1", queue.couponId(), queue.userId(), TicketView.Status.QUEUED);
      case CouponAsk.GetTicket(String id) -> ticket(id);
      case CouponAsk.GetTickets(var ids) ->
          ids.stream().collect(Collectors.toMap(id -> id, Stubs::ticket));
    };
  }

  /** In the state that its id names. */
  private static TicketView ticket(String id) {
    return ticket(
        id,
        new CouponId(5),
        new UserId(1),
        switch (id) {
          case "ISSUED" -> TicketView.Status.ISSUED;
          case "REFUSED" -> TicketView.Status.REFUSED;
          default -> TicketView.Status.QUEUED;
        });
  }

  static Object answer(OpsAsk<?> ask) {
    return switch (ask) {
      case OpsAsk.CheckInvariants _ ->
          new InvariantReport(true, List.of(new Invariant("stock-never-negative", 0, List.of())));
      case OpsAsk.GetConfig _ ->
          new ConfigReport(
              List.of(new Setting("http.port", "8080", "floodgate.yaml:30", false)),
              List.of(new ConfigReport.Pending("http.port", "8081", "local.yaml:3")),
              List.of("local.yaml:4: http.maxBody = 1: allowed is an amount of bytes"));
    };
  }

  static Object answer(RankingAsk<?> ask) {
    return switch (ask) {
      case RankingAsk.GetTop(var window) -> ranking(window);
      case RankingAsk.CompareRanking _ -> throw new AssertionError("no client can ask for this");
    };
  }

  /** Seven products, the best sold seventy times. */
  static TopProducts ranking(Window window) {
    return new TopProducts(
        window,
        NOW,
        TopProducts.Source.LIVE,
        IntStream.rangeClosed(1, 7)
            .mapToObj(
                rank ->
                    new TopProduct(
                        rank,
                        new ProductId(100 - rank),
                        "Pen " + rank,
                        Money.won(500),
                        80 - 10 * rank))
            .toList());
  }

  private static OrderState orderState(OrderId id) {
    return orderState(id, OrderStatus.PAID, 2);
  }

  static OrderState orderState(OrderId id, OrderStatus status, long version) {
    return new OrderState(
        id, new UserId(1), status, version, Money.won(1_000), Money.ZERO, Optional.empty());
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

  static TicketView ticket(String id, CouponId coupon, UserId user, TicketView.Status status) {
    boolean issued = status == TicketView.Status.ISSUED;
    boolean refused = status == TicketView.Status.REFUSED;
    CouponFailure why = CouponFailure.COUPON_SOLD_OUT;
    return new TicketView(
        id,
        coupon,
        user,
        status,
        issued ? Optional.of(new UserCouponId(99)) : Optional.empty(),
        issued ? Optional.of(7L) : Optional.empty(),
        refused ? Optional.of(why.name()) : Optional.empty(),
        refused ? Optional.of(why.detail()) : Optional.empty());
  }

  private static CouponView coupon(String name) {
    return new CouponView(
        new CouponId(5),
        name,
        tenPercent(),
        Money.won(1_000),
        List.of(new ProductId(3)),
        100,
        40,
        CouponStatus.OPEN,
        NOW,
        NOW.plusSeconds(3600),
        NOW,
        NOW.plusSeconds(7200),
        NOW);
  }

  private static CouponView.DiscountView tenPercent() {
    return new CouponView.DiscountView(
        CouponView.DiscountType.PERCENT, 10, Optional.of(Money.won(5_000)));
  }

  private static UserCouponView held(UserCouponStatus status, Optional<OrderId> order) {
    return new UserCouponView(
        new UserCouponId(99),
        new CouponId(5),
        "Ten off",
        tenPercent(),
        Money.won(1_000),
        List.of(),
        status,
        7,
        NOW,
        NOW,
        NOW.plusSeconds(7200),
        order.map(_ -> NOW),
        order);
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
