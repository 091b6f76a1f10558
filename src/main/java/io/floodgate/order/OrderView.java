package io.floodgate.order;

import io.floodgate.base.Money;
import io.floodgate.base.OrderId;
import io.floodgate.base.PaymentId;
import io.floodgate.base.ProductId;
import io.floodgate.base.UserCouponId;
import io.floodgate.base.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An order as clients see it, with names and prices as they were when it was placed.
 *
 * @param refunded what was given back of the total so far
 * @param paymentId absent until it is paid
 * @param expiresAt present while it waits for its payment
 */
public record OrderView(
    OrderId orderId,
    UserId userId,
    OrderStatus status,
    Money subtotal,
    Money discount,
    Money total,
    Money refunded,
    Optional<UserCouponId> userCouponId,
    Optional<PaymentId> paymentId,
    List<ItemView> items,
    Instant createdAt,
    Optional<Instant> expiresAt) {

  public OrderView {
    items = List.copyOf(items);
  }

  /** One product of an order. */
  public record ItemView(
      ProductId productId, String name, Money price, int quantity, int refundedQuantity) {}
}
