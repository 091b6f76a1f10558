/**
 * Orders with their payments and refunds. {@link io.floodgate.order.Checkout}, {@link
 * io.floodgate.order.Order} and {@link io.floodgate.order.Refund} have the rules, {@link
 * io.floodgate.order.OrderTable} and {@link io.floodgate.order.PaymentTable} the SQL, {@link
 * io.floodgate.order.OrderBatch} the one transaction of a batch, {@link
 * io.floodgate.order.OrderVerticle} the door. One event loop an instance; may use the tables of
 * {@code point}, {@code product}, {@code coupon}, {@code outbox} and {@code idempotency} inside its
 * transaction, never the reverse.
 */
package io.floodgate.order;
