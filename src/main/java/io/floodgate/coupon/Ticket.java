package io.floodgate.coupon;

import io.floodgate.base.CouponId;
import io.floodgate.base.UserId;

/**
 * A request for a coupon that waits in the queue.
 *
 * @param number unique; made by the node that queued it
 */
public record Ticket(CouponId couponId, UserId userId, long number) {}
