package io.floodgate.order;

import io.floodgate.base.Money;
import io.floodgate.base.OrderId;
import io.floodgate.base.PaymentId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A row of the append-only payment table: points that were paid, or given back. */
record Payment(
    PaymentId id,
    OrderId orderId,
    PaymentView.Kind kind,
    Money amount,
    Optional<PaymentId> refundOf,
    Optional<String> reason,
    List<PaymentView.RefundedItem> items,
    Instant createdAt) {

  Payment {
    items = List.copyOf(items);
  }

  static Payment of(PaymentId id, Order order, Instant now) {
    return new Payment(
        id,
        order.id(),
        PaymentView.Kind.PAYMENT,
        order.total(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        now);
  }

  Payment refund(PaymentId refundId, Refund refund, String why, Instant now) {
    return new Payment(
        refundId,
        orderId,
        PaymentView.Kind.REFUND,
        refund.amount(),
        Optional.of(id),
        Optional.of(why),
        refund.items(),
        now);
  }

  PaymentView view() {
    return new PaymentView(id, orderId, kind, amount, refundOf, reason, items, createdAt);
  }
}
