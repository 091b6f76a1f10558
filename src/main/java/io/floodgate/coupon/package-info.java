/**
 * Coupons, first come, first served: what they are worth, who may still get one, who holds one.
 *
 * <p>{@link io.floodgate.coupon.CouponVerticle} is the door. A request to be issued one passes the
 * {@link io.floodgate.coupon.Gate} in Redis, which makes the crowd cheap and decides nothing for
 * good, and then a lane of {@link io.floodgate.coupon.IssueVerticle}, which issues in PostgreSQL in
 * batches. {@link io.floodgate.coupon.GateVerticle} keeps gate and truth together. Touches {@code
 * db}, {@code redis}, {@code kafka}, {@code outbox}, {@code idempotency}, {@code user}.
 */
package io.floodgate.coupon;
