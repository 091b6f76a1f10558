package io.floodgate.point;

import io.floodgate.base.Money;
import io.floodgate.base.OrderId;
import io.floodgate.base.PaymentId;
import java.time.Instant;
import java.util.Optional;

/**
 * One line of a user's ledger, never changed once written.
 *
 * @param sequence dense from 1 within the user's account
 * @param amount what was added; negative for a use
 * @param orderId the order that caused it, absent for a charge
 * @param paymentId the payment or refund that caused it, absent for a charge
 */
public record PointEntry(
    long sequence,
    EntryKind kind,
    Money amount,
    Money balanceAfter,
    Optional<OrderId> orderId,
    Optional<PaymentId> paymentId,
    Instant createdAt) {}
