package io.floodgate.order;

import io.floodgate.base.Caller;
import io.floodgate.base.CommonFailure;
import io.floodgate.base.Failure;
import io.floodgate.base.Money;
import io.floodgate.base.OrderId;
import io.floodgate.base.UserId;
import java.time.Instant;
import java.util.Optional;

/**
 * What of an order changes.
 *
 * @param version one more with each change, from 1
 * @param refunded what was given back of the total so far
 * @param expiresAt present while it waits for its payment
 */
public record OrderState(
    OrderId orderId,
    UserId userId,
    OrderStatus status,
    long version,
    Money total,
    Money refunded,
    Optional<Instant> expiresAt) {

  /** Refuses with FORBIDDEN what is not the caller's. */
  OrderState requireFor(Caller caller) {
    if (!caller.mayActFor(userId)) {
      throw Failure.of(CommonFailure.FORBIDDEN);
    }
    return this;
  }
}
