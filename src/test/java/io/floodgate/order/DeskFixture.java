package io.floodgate.order;

import static io.floodgate.base.Refusals.assertRefused;
import static io.floodgate.coupon.WalletFixtures.fixed;
import static io.floodgate.coupon.WalletFixtures.percent;
import static io.floodgate.coupon.WalletFixtures.terms;
import static io.floodgate.order.OrderFixtures.NOW;
import static io.floodgate.order.OrderFixtures.key;
import static io.floodgate.order.OrderFixtures.place;
import static io.floodgate.point.PointFixtures.account;
import static io.floodgate.product.ProductFixtures.product;
import static org.assertj.core.api.Assertions.assertThat;

import io.floodgate.base.Answered;
import io.floodgate.base.Caller;
import io.floodgate.base.FailureCode;
import io.floodgate.base.IdempotencyKey;
import io.floodgate.base.Money;
import io.floodgate.base.OrderId;
import io.floodgate.base.PaymentId;
import io.floodgate.base.ProductId;
import io.floodgate.base.UserCouponId;
import io.floodgate.base.UserId;
import io.floodgate.coupon.UserCoupon;
import io.floodgate.coupon.Wallet;
import io.floodgate.coupon.WalletFixtures;
import io.floodgate.idempotency.Keys;
import io.floodgate.idempotency.KeysFixtures;
import io.floodgate.outbox.Event;
import io.floodgate.outbox.Moment;
import io.floodgate.point.Accounts;
import io.floodgate.point.PointEntry;
import io.floodgate.point.PointFixtures;
import io.floodgate.product.Product;
import io.floodgate.product.ProductFixtures;
import io.floodgate.product.Shelf;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;

/**
 * A desk in a small shop: three customers with some coupons, four products, and all in one batch.
 */
abstract class DeskFixture {

  static final long USERS = 3;
  static final long PRODUCTS = 4;
  static final long POINTS = 5_000;
  static final long STOCK = 20;

  /** Coupons of users 1, 2, 3 and 1, by what they take off. */
  static final long HUNDRED_OFF = 1;

  static final long TENTH_OFF = 2;
  static final long ALL_OFF = 3;
  static final long HALF_OFF_PRODUCT_4 = 4;
  static final long COUPONS = 4;

  final AtomicLong ids = new AtomicLong(1_000);
  final Book book = new Book(List.of(), List.of());
  final Accounts accounts =
      PointFixtures.accounts(
          LongStream.rangeClosed(1, USERS).mapToObj(user -> account(user, POINTS)).toList());
  final Wallet wallet =
      WalletFixtures.wallet(
          WalletFixtures.coupon(HUNDRED_OFF, 1, terms(fixed(100), 0)),
          WalletFixtures.coupon(TENTH_OFF, 2, terms(percent(10), 0)),
          WalletFixtures.coupon(ALL_OFF, 3, terms(fixed(1_000_000), 0)),
          WalletFixtures.coupon(HALF_OFF_PRODUCT_4, 1, terms(percent(50), 500, 4)));
  final Shelf shelf =
      ProductFixtures.shelf(
          LongStream.rangeClosed(1, PRODUCTS).mapToObj(id -> product(id, 70 * id, STOCK)).toList());
  final Keys keys = KeysFixtures.none();
  final List<Event> events = new ArrayList<>();
  final OrderDesk desk =
      new OrderDesk(
          book,
          wallet,
          accounts,
          shelf,
          keys,
          new OrderDesk.Rules(ids::incrementAndGet, Duration.ofMinutes(15)));

  Answered<?> decide(OrderCommand command) {
    return decide(command, NOW);
  }

  Answered<?> decide(OrderCommand command, Instant now) {
    return desk.decide(command, new Moment(now, "00-trace", events));
  }

  OrderView order(OrderCommand command) {
    return (OrderView) decide(command).answer();
  }

  PaymentView payment(OrderCommand command) {
    return (PaymentView) decide(command).answer();
  }

  /** Refused, and all is as it was. */
  void assertRefusedWithoutATrace(FailureCode code, OrderCommand command) {
    State before = state();
    assertRefused(code, () -> decide(command));
    assertThat(state()).isEqualTo(before);
  }

  record State(
      List<Order> orders,
      List<Payment> payments,
      List<Order> placed,
      List<Order> changed,
      List<PointEntry> entries,
      List<Money> balances,
      List<Long> stocks,
      List<UserCoupon> coupons,
      List<UserCoupon> couponsChanged,
      int keys,
      List<Event> events) {}

  State state() {
    return new State(
        List.copyOf(book.orders()),
        List.copyOf(book.added()),
        List.copyOf(book.placed()),
        book.changed(),
        PointFixtures.entries(accounts),
        LongStream.rangeClosed(1, USERS).mapToObj(this::balance).toList(),
        LongStream.rangeClosed(1, PRODUCTS).mapToObj(this::stock).toList(),
        LongStream.rangeClosed(1, COUPONS).mapToObj(this::coupon).toList(),
        WalletFixtures.changed(wallet),
        KeysFixtures.added(keys),
        List.copyOf(events));
  }

  Money balance(long user) {
    return accounts.of(new UserId(user)).balance();
  }

  long stock(long product) {
    return shelf.find(new ProductId(product)).map(Product::stock).orElseThrow();
  }

  UserCoupon coupon(long id) {
    return wallet.find(new UserCouponId(id)).orElseThrow();
  }

  List<String> told() {
    return events.stream().map(event -> event.type().name()).toList();
  }

  static OrderAsk.PayOrder pay(OrderId order) {
    return new OrderAsk.PayOrder(order, Caller.TRUSTED, Optional.empty());
  }

  static OrderAsk.CancelOrder cancel(OrderId order) {
    return new OrderAsk.CancelOrder(order, Caller.TRUSTED, Optional.empty());
  }

  static OrderAsk.RefundPayment refund(PaymentId payment, OrderAsk.Line... lines) {
    return new OrderAsk.RefundPayment(
        payment,
        lines.length == 0 ? Optional.empty() : Optional.of(List.of(lines)),
        "why",
        Caller.TRUSTED,
        Optional.empty());
  }

  static OrderAsk.PlaceOrder with(long coupon, OrderAsk.PlaceOrder place) {
    return new OrderAsk.PlaceOrder(
        place.userId(),
        Optional.of(new UserCouponId(coupon)),
        place.lines(),
        place.pay(),
        place.key());
  }

  static OrderAsk.PlaceOrder keyed(OrderAsk.PlaceOrder place, IdempotencyKey key) {
    return new OrderAsk.PlaceOrder(
        place.userId(), place.userCouponId(), place.lines(), place.pay(), Optional.of(key));
  }
}
