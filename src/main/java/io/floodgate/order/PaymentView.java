package io.floodgate.order;

import io.floodgate.base.Money;
import io.floodgate.base.OrderId;
import io.floodgate.base.PaymentId;
import io.floodgate.base.ProductId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A payment or a refund as clients see it; neither ever changes.
 *
 * @param amount points, never negative: the kind says which way they went
 * @param refundOf the payment that a refund gives back
 * @param items what a refund returned; empty for a payment
 */
public record PaymentView(
    PaymentId paymentId,
    OrderId orderId,
    Kind kind,
    Money amount,
    Optional<PaymentId> refundOf,
    Optional<String> reason,
    List<RefundedItem> items,
    Instant createdAt) {

  public PaymentView {
    items = List.copyOf(items);
  }

  /** Which way the points went. */
  public enum Kind {
    PAYMENT,
    REFUND
  }

  /** What a refund gave back for one product, its part of the discount taken off. */
  public record RefundedItem(ProductId productId, int quantity, Money amount) {}
}
