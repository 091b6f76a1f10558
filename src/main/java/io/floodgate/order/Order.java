package io.floodgate.order;

import io.floodgate.base.Caller;
import io.floodgate.base.CommonFailure;
import io.floodgate.base.Failure;
import io.floodgate.base.Money;
import io.floodgate.base.OrderId;
import io.floodgate.base.PaymentId;
import io.floodgate.base.UserCouponId;
import io.floodgate.base.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An order and what may become of it. Immutable; each change gives a new order, one version
 * further.
 *
 * @param refunded what was given back of the total so far
 * @param expiresAt present exactly while it waits for its payment
 * @param version counts the events of the order, from 1
 */
record Order(
    OrderId id,
    UserId userId,
    OrderStatus status,
    Money subtotal,
    Money discount,
    Money total,
    Money refunded,
    Optional<UserCouponId> userCouponId,
    Optional<PaymentId> paymentId,
    List<Item> items,
    long version,
    Instant createdAt,
    Optional<Instant> expiresAt) {

  Order {
    items = List.copyOf(items);
  }

  /** A new order that waits for its payment. */
  static Order place(
      OrderId id,
      OrderAsk.PlaceOrder command,
      Checkout.Quote quote,
      Instant now,
      Instant expiresAt) {
    return new Order(
        id,
        command.userId(),
        OrderStatus.PENDING_PAYMENT,
        quote.subtotal(),
        quote.discount(),
        quote.total(),
        Money.ZERO,
        command.userCouponId(),
        Optional.empty(),
        quote.items(),
        1,
        now,
        Optional.of(expiresAt));
  }

  /** A new order that is paid as it is placed. */
  static Order placePaid(
      OrderId id,
      OrderAsk.PlaceOrder command,
      Checkout.Quote quote,
      Instant now,
      PaymentId payment) {
    return new Order(
        id,
        command.userId(),
        OrderStatus.PAID,
        quote.subtotal(),
        quote.discount(),
        quote.total(),
        Money.ZERO,
        command.userCouponId(),
        Optional.of(payment),
        quote.items(),
        1,
        now,
        Optional.empty());
  }

  /** The coupon that it uses: once it is closed, it has given it back. */
  Optional<UserCouponId> couponInUse() {
    return status == OrderStatus.PENDING_PAYMENT || status == OrderStatus.PAID
        ? userCouponId
        : Optional.empty();
  }

  /** Refuses with FORBIDDEN what is not the caller's. */
  Order requireFor(Caller caller) {
    if (!caller.mayActFor(userId)) {
      throw Failure.of(CommonFailure.FORBIDDEN);
    }
    return this;
  }

  /**
   * Refuses with ORDER_STATE_CONFLICT unless it waits for its payment and its time has not run out.
   */
  Order pay(PaymentId payment, Instant now) {
    if (hasExpiredBy(now)) {
      throw Failure.of(OrderFailure.ORDER_STATE_CONFLICT);
    }
    return become(OrderStatus.PAID, refunded, Optional.of(payment), items);
  }

  /**
   * Refuses with ORDER_STATE_CONFLICT if it was refunded, cancelled or has expired.
   *
   * @param rest all that is left of it
   */
  Order cancel(Refund rest) {
    return status == OrderStatus.PAID
        ? become(OrderStatus.CANCELLED, refunded.plus(rest.amount()), paymentId, rest.itemsAfter())
        : become(OrderStatus.CANCELLED, refunded, paymentId, items);
  }

  /** Refuses with ORDER_STATE_CONFLICT unless it waits for its payment and its time has run out. */
  Order expire(Instant now) {
    if (!hasExpiredBy(now)) {
      throw Failure.of(OrderFailure.ORDER_STATE_CONFLICT);
    }
    return become(OrderStatus.EXPIRED, refunded, paymentId, items);
  }

  /** After a refund; REFUNDED once nothing is left. */
  Order refund(Refund refund) {
    Money refundedAfter = refunded.plus(refund.amount());
    boolean whole = refund.itemsAfter().stream().allMatch(item -> item.left() == 0);
    return whole
        ? become(OrderStatus.REFUNDED, refundedAfter, paymentId, refund.itemsAfter())
        : with(status, refundedAfter, paymentId, refund.itemsAfter());
  }

  OrderView view() {
    return new OrderView(
        id,
        userId,
        status,
        subtotal,
        discount,
        total,
        refunded,
        userCouponId,
        paymentId,
        items.stream()
            .map(
                item ->
                    new OrderView.ItemView(
                        item.productId(),
                        item.name(),
                        item.price(),
                        item.quantity(),
                        item.refundedQuantity()))
            .toList(),
        createdAt,
        expiresAt);
  }

  private boolean hasExpiredBy(Instant now) {
    return expiresAt.map(until -> !now.isBefore(until)).orElse(false);
  }

  private Order become(
      OrderStatus next, Money newRefunded, Optional<PaymentId> payment, List<Item> newItems) {
    if (!status.mayBecome(next)) {
      throw Failure.of(OrderFailure.ORDER_STATE_CONFLICT);
    }
    return with(next, newRefunded, payment, newItems);
  }

  private Order with(
      OrderStatus next, Money newRefunded, Optional<PaymentId> payment, List<Item> newItems) {
    return new Order(
        id,
        userId,
        next,
        subtotal,
        discount,
        total,
        newRefunded,
        userCouponId,
        payment,
        newItems,
        version + 1,
        createdAt,
        next == OrderStatus.PENDING_PAYMENT ? expiresAt : Optional.empty());
  }
}
