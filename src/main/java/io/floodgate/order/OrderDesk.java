package io.floodgate.order;

import io.floodgate.base.Answered;
import io.floodgate.base.CommonFailure;
import io.floodgate.base.Failure;
import io.floodgate.base.Money;
import io.floodgate.base.OrderId;
import io.floodgate.base.PaymentId;
import io.floodgate.base.UserId;
import io.floodgate.coupon.Wallet;
import io.floodgate.idempotency.Keys;
import io.floodgate.outbox.EventType;
import io.floodgate.outbox.Moment;
import io.floodgate.point.Accounts;
import io.floodgate.product.Shelf;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Decides order commands one after the other on the state that a transaction has locked. Each
 * method refuses before it changes anything, so that a refused command leaves no trace.
 */
final class OrderDesk {

  private final Book book;
  private final Wallet wallet;
  private final Accounts accounts;
  private final Shelf shelf;
  private final Keys keys;
  private final Rules rules;

  /**
   * What the decisions need beside the locked state.
   *
   * @param ids makes the ids of orders, payments and refunds
   * @param paymentWindow how long an order waits for its payment
   */
  record Rules(LongSupplier ids, Duration paymentWindow) {}

  OrderDesk(Book book, Wallet wallet, Accounts accounts, Shelf shelf, Keys keys, Rules rules) {
    this.book = book;
    this.wallet = wallet;
    this.accounts = accounts;
    this.shelf = shelf;
    this.keys = keys;
    this.rules = rules;
  }

  Answered<?> decide(OrderCommand command, Moment moment) {
    return switch (command) {
      case OrderAsk.PlaceOrder place -> once(place, OrderView.class, moment);
      case OrderAsk.PayOrder pay -> once(pay, PaymentView.class, moment);
      case OrderAsk.CancelOrder cancel -> once(cancel, OrderView.class, moment);
      case OrderAsk.ExpireOrder expire -> once(expire, OrderView.class, moment);
      case OrderAsk.RefundPayment refund -> once(refund, PaymentView.class, moment);
    };
  }

  /** Whose order a command is about, if it exists: idempotency keys belong to users. */
  static Optional<UserId> ownerOf(OrderCommand command, Book book) {
    return switch (command) {
      case OrderAsk.PlaceOrder place -> Optional.of(place.userId());
      case OrderAsk.PayOrder pay -> book.find(pay.orderId()).map(Order::userId);
      case OrderAsk.CancelOrder cancel -> book.find(cancel.orderId()).map(Order::userId);
      case OrderAsk.ExpireOrder expire -> book.find(expire.orderId()).map(Order::userId);
      case OrderAsk.RefundPayment refund ->
          book.findByPayment(refund.paymentId()).map(Order::userId);
    };
  }

  /**
   * Refuses with FORBIDDEN what is not the caller's; replays the answer of the command's key, or
   * carries the command out and keeps its answer.
   */
  private <A> Answered<A> once(OrderCommand command, Class<A> type, Moment moment) {
    Optional<UserId> owner = ownerOf(command, book);
    // Before the key: a stranger who knows it does not get the owner's answer either.
    if (owner.isPresent() && !command.caller().mayActFor(owner.get())) {
      throw Failure.of(CommonFailure.FORBIDDEN);
    }
    long scope = owner.map(UserId::value).orElse(Keys.OPERATOR);
    Optional<A> earlier = keys.answerOf(scope, command.key(), type);
    if (earlier.isPresent()) {
      return Answered.replayed(earlier.get());
    }
    A answer = type.cast(carryOut(command, moment));
    keys.keep(scope, command.key(), answer);
    return Answered.now(answer);
  }

  private Object carryOut(OrderCommand command, Moment moment) {
    return switch (command) {
      case OrderAsk.PlaceOrder place -> place(place, moment);
      case OrderAsk.PayOrder pay -> pay(pay, moment);
      case OrderAsk.CancelOrder cancel -> cancel(cancel, moment);
      case OrderAsk.ExpireOrder expire -> expire(expire, moment);
      case OrderAsk.RefundPayment refund -> refund(refund, moment);
    };
  }

  private OrderView place(OrderAsk.PlaceOrder command, Moment moment) {
    Checkout.Quote quote =
        Checkout.decide(
            command, accounts.of(command.userId()), shelf::find, wallet::find, moment.now());
    OrderId id = new OrderId(rules.ids.getAsLong());
    Order order =
        command.pay() ? paid(id, command, quote, moment) : pending(id, command, quote, moment);
    for (Item item : order.items()) {
      shelf.take(item.productId(), item.quantity());
    }
    order.couponInUse().ifPresent(coupon -> wallet.use(coupon, order.userId(), order.id(), moment));
    book.place(order);
    tell(order, command.pay() ? OrderEvents.PAID : OrderEvents.PLACED, order.view(), moment);
    return order.view();
  }

  private Order paid(OrderId id, OrderAsk.PlaceOrder command, Checkout.Quote quote, Moment moment) {
    PaymentId paymentId = new PaymentId(rules.ids.getAsLong());
    Order order = Order.placePaid(id, command, quote, moment.now(), paymentId);
    takePoints(order, moment);
    return order;
  }

  private Order pending(
      OrderId id, OrderAsk.PlaceOrder command, Checkout.Quote quote, Moment moment) {
    return Order.place(id, command, quote, moment.now(), moment.now().plus(rules.paymentWindow));
  }

  private PaymentView pay(OrderAsk.PayOrder command, Moment moment) {
    Order order = book.order(command.orderId());
    Order paid = order.pay(new PaymentId(rules.ids.getAsLong()), moment.now());
    Payment payment = takePoints(paid, moment);
    book.change(paid);
    tell(paid, OrderEvents.PAID, paid.view(), moment);
    return payment.view();
  }

  private OrderView cancel(OrderAsk.CancelOrder command, Moment moment) {
    Order order = book.order(command.orderId());
    Refund refund = Refund.rest(order);
    Order cancelled = order.cancel(refund);
    boolean wasPaid = order.status() == OrderStatus.PAID;
    if (wasPaid) {
      givePointsBack(order, refund, "cancelled", moment);
    }
    giveStockBack(refund);
    giveCouponBack(order, cancelled, moment);
    book.change(cancelled);
    tell(
        cancelled,
        OrderEvents.CANCELLED,
        new OrderEvents.Returned(cancelled.view(), wasPaid, refund.items()),
        moment);
    return cancelled.view();
  }

  private OrderView expire(OrderAsk.ExpireOrder command, Moment moment) {
    Order order = book.order(command.orderId());
    Order expired = order.expire(moment.now());
    Refund rest = Refund.rest(order);
    giveStockBack(rest);
    giveCouponBack(order, expired, moment);
    book.change(expired);
    tell(
        expired,
        OrderEvents.EXPIRED,
        new OrderEvents.Returned(expired.view(), false, rest.items()),
        moment);
    return expired.view();
  }

  private PaymentView refund(OrderAsk.RefundPayment command, Moment moment) {
    Payment payment = book.payment(command.paymentId());
    Order order = book.order(payment.orderId());
    Refund refund = Refund.decide(order, command.lines());
    Order after = order.refund(refund);
    Payment refunded = givePointsBack(order, refund, command.reason(), moment);
    giveStockBack(refund);
    giveCouponBack(order, after, moment);
    book.change(after);
    tell(
        after,
        OrderEvents.REFUNDED,
        new OrderEvents.Returned(after.view(), true, refund.items()),
        moment);
    return refunded.view();
  }

  /** Refuses with INSUFFICIENT_POINTS, and has changed nothing then. */
  private Payment takePoints(Order paid, Moment moment) {
    Payment payment = Payment.of(paid.paymentId().orElseThrow(), paid, moment.now());
    accounts.use(paid.userId(), paid.total(), paid.id(), payment.id(), moment);
    book.add(payment);
    tell(payment.id(), 1, OrderEvents.PAYMENT_CAPTURED, paid.userId(), payment, moment);
    return payment;
  }

  private Payment givePointsBack(Order order, Refund refund, String reason, Moment moment) {
    Payment payment = book.payment(order.paymentId().orElseThrow());
    PaymentId refundId = new PaymentId(rules.ids.getAsLong());
    Payment refunded = payment.refund(refundId, refund, reason, moment.now());
    Money amount = refund.amount();
    accounts.refund(order.userId(), amount, order.id(), refundId, moment);
    book.add(refunded);
    long version = 1 + book.refundsOf(payment.id());
    tell(payment.id(), version, OrderEvents.PAYMENT_REFUNDED, order.userId(), refunded, moment);
    return refunded;
  }

  private void giveStockBack(Refund refund) {
    for (PaymentView.RefundedItem item : refund.items()) {
      shelf.giveBack(item.productId(), item.quantity());
    }
  }

  /** An order that lives on, such as one that is refunded in part, keeps its coupon. */
  private void giveCouponBack(Order before, Order after, Moment moment) {
    if (after.couponInUse().isEmpty()) {
      before.couponInUse().ifPresent(id -> wallet.giveBack(id, before.id(), moment));
    }
  }

  private static <D> void tell(Order order, EventType<D> type, D data, Moment moment) {
    moment.tell(type, order.id().value(), order.version(), data);
  }

  private static void tell(
      PaymentId aggregate,
      long version,
      EventType<OrderEvents.PaymentMade> type,
      UserId user,
      Payment payment,
      Moment moment) {
    moment.tell(
        type, aggregate.value(), version, new OrderEvents.PaymentMade(user, payment.view()));
  }
}
