package io.floodgate.order;

import static io.floodgate.base.Refusals.assertRefused;
import static io.floodgate.order.OrderFixtures.EXPIRES;
import static io.floodgate.order.OrderFixtures.NOW;
import static io.floodgate.order.OrderFixtures.key;
import static io.floodgate.order.OrderFixtures.line;
import static io.floodgate.order.OrderFixtures.place;
import static io.floodgate.point.PointFixtures.account;
import static io.floodgate.product.ProductFixtures.product;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import io.floodgate.base.Answered;
import io.floodgate.base.Caller;
import io.floodgate.base.CommonFailure;
import io.floodgate.base.Failure;
import io.floodgate.base.FailureCode;
import io.floodgate.base.IdempotencyKey;
import io.floodgate.base.Money;
import io.floodgate.base.OrderId;
import io.floodgate.base.PaymentId;
import io.floodgate.base.ProductId;
import io.floodgate.base.UserId;
import io.floodgate.idempotency.Keys;
import io.floodgate.idempotency.KeysFixtures;
import io.floodgate.outbox.Aggregate;
import io.floodgate.outbox.Event;
import io.floodgate.outbox.Moment;
import io.floodgate.point.Accounts;
import io.floodgate.point.PointEntry;
import io.floodgate.point.PointFailure;
import io.floodgate.point.PointFixtures;
import io.floodgate.product.Product;
import io.floodgate.product.ProductFailure;
import io.floodgate.product.ProductFixtures;
import io.floodgate.product.Shelf;
import io.floodgate.user.UserFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OrderDeskTest {

  private static final long USERS = 3;
  private static final long PRODUCTS = 4;
  private static final long POINTS = 5_000;
  private static final long STOCK = 20;

  private final AtomicLong ids = new AtomicLong(1_000);
  private final Book book = new Book(List.of(), List.of());
  private final Accounts accounts =
      PointFixtures.accounts(
          LongStream.rangeClosed(1, USERS).mapToObj(user -> account(user, POINTS)).toList());
  private final Shelf shelf =
      ProductFixtures.shelf(
          LongStream.rangeClosed(1, PRODUCTS).mapToObj(id -> product(id, 70 * id, STOCK)).toList());
  private final Keys keys = KeysFixtures.none();
  private final List<Event> events = new ArrayList<>();
  private final OrderDesk desk =
      new OrderDesk(
          book,
          accounts,
          shelf,
          keys,
          new OrderDesk.Rules(ids::incrementAndGet, Duration.ofMinutes(15)));

  private Answered<?> decide(OrderCommand command) {
    return decide(command, NOW);
  }

  private Answered<?> decide(OrderCommand command, Instant now) {
    return desk.decide(command, new Moment(now, "00-trace", events));
  }

  private OrderView order(OrderCommand command) {
    return (OrderView) decide(command).answer();
  }

  private PaymentView payment(OrderCommand command) {
    return (PaymentView) decide(command).answer();
  }

  /** Refused, and all is as it was. */
  private void assertRefusedWithoutATrace(FailureCode code, OrderCommand command) {
    State before = state();
    assertRefused(code, () -> decide(command));
    assertThat(state()).isEqualTo(before);
  }

  private record State(
      List<Order> orders,
      List<Payment> payments,
      List<Order> placed,
      List<Order> changed,
      List<PointEntry> entries,
      List<Money> balances,
      List<Long> stocks,
      int keys,
      List<Event> events) {}

  private State state() {
    return new State(
        List.copyOf(book.orders()),
        List.copyOf(book.added()),
        List.copyOf(book.placed()),
        book.changed(),
        PointFixtures.entries(accounts),
        LongStream.rangeClosed(1, USERS).mapToObj(this::balance).toList(),
        LongStream.rangeClosed(1, PRODUCTS).mapToObj(this::stock).toList(),
        KeysFixtures.added(keys),
        List.copyOf(events));
  }

  private Money balance(long user) {
    return accounts.of(new UserId(user)).balance();
  }

  private long stock(long product) {
    return shelf.find(new ProductId(product)).map(Product::stock).orElseThrow();
  }

  private List<String> told() {
    return events.stream().map(Event::type).toList();
  }

  private static OrderAsk.PayOrder pay(OrderId order) {
    return new OrderAsk.PayOrder(order, Caller.TRUSTED, Optional.empty());
  }

  private static OrderAsk.CancelOrder cancel(OrderId order) {
    return new OrderAsk.CancelOrder(order, Caller.TRUSTED, Optional.empty());
  }

  private static OrderAsk.RefundPayment refund(PaymentId payment, OrderAsk.Line... lines) {
    return new OrderAsk.RefundPayment(
        payment,
        lines.length == 0 ? Optional.empty() : Optional.of(List.of(lines)),
        "why",
        Caller.TRUSTED,
        Optional.empty());
  }

  private static OrderAsk.PlaceOrder keyed(OrderAsk.PlaceOrder place, IdempotencyKey key) {
    return new OrderAsk.PlaceOrder(
        place.userId(), place.userCouponId(), place.lines(), place.pay(), Optional.of(key));
  }

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

  @Test
  void replaysTheAnswerOfAKeyThatComesTwiceInOneBatch() {
    OrderAsk.PlaceOrder command =
        keyed(place(1, true, line(1, 2)), new IdempotencyKey("k", "hash"));
    Answered<?> first = decide(command);
    State before = state();

    Answered<?> second = decide(command);

    assertThat(first.replayed()).isFalse();
    assertThat(second.replayed()).isTrue();
    assertThat(second.answer()).isEqualTo(first.answer());
    assertThat(state()).isEqualTo(before);
  }

  @Test
  void refusesAKeyThatStoodForSomethingElse() {
    decide(keyed(place(1, true, line(1, 2)), new IdempotencyKey("k", "hash")));

    assertRefusedWithoutATrace(
        CommonFailure.IDEMPOTENCY_KEY_REUSED,
        keyed(place(1, true, line(1, 3)), new IdempotencyKey("k", "other")));
  }

  @Test
  void replaysNoAnswerToACallerWhoseOrderItIsNot() {
    OrderId order = order(place(1, true, line(1, 2))).orderId();
    decide(new OrderAsk.CancelOrder(order, Caller.user(new UserId(1)), key("k", "hash")));

    assertRefusedWithoutATrace(
        CommonFailure.FORBIDDEN,
        new OrderAsk.CancelOrder(order, Caller.user(new UserId(2)), key("k", "hash")));
  }

  @Test
  void letsAKeyBeTriedAgainAfterARefusal() {
    OrderAsk.PlaceOrder command =
        keyed(place(1, true, line(1, 2)), new IdempotencyKey("k", "hash"));
    OrderView hog = order(place(2, false, line(1, (int) STOCK)));
    assertRefusedWithoutATrace(ProductFailure.OUT_OF_STOCK, command);
    order(cancel(hog.orderId()));

    assertThat(decide(command).replayed()).isFalse();
  }

  @Test
  void replaysAPaymentARefundAndACancelToo() {
    OrderView pending = order(place(1, false, line(1, 2)));
    List<OrderCommand> commands = new ArrayList<>();
    commands.add(new OrderAsk.PayOrder(pending.orderId(), Caller.TRUSTED, key("pay", "h")));
    PaymentId payment = payment(commands.getFirst()).paymentId();
    commands.add(
        new OrderAsk.RefundPayment(
            payment, Optional.of(List.of(line(1, 1))), "why", Caller.TRUSTED, key("ref", "h")));
    commands.add(new OrderAsk.CancelOrder(pending.orderId(), Caller.TRUSTED, key("cancel", "h")));
    commands.stream().skip(1).forEach(this::decide);
    State before = state();

    assertThat(commands).allSatisfy(command -> assertThat(decide(command).replayed()).isTrue());
    assertThat(state()).isEqualTo(before);
  }

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
    }
    assertThat(done).isGreaterThan(50);
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
      return place(random.nextLong(1, USERS + 1), random.nextBoolean(), lines);
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
                    event -> List.<Object>of(event.aggregate(), event.aggregateId()),
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
