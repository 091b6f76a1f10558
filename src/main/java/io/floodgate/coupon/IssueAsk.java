package io.floodgate.coupon;

import io.floodgate.base.Answered;
import io.floodgate.base.CouponId;
import io.floodgate.base.IdempotencyKey;
import io.floodgate.base.UserId;
import io.floodgate.bus.Ask;
import io.floodgate.bus.Laned;
import java.util.Optional;

/** What the lanes answer that issue coupons. Only the coupon domain itself asks. */
sealed interface IssueAsk<A> extends Ask<A> {

  /**
   * Issues one coupon in the next batch of its lane; refuses as {@link CouponAsk.IssueCoupon} says.
   *
   * @param ticket the queued request that this is, whose refusal is kept
   */
  record Enroll(
      CouponId couponId, UserId userId, Optional<IdempotencyKey> key, Optional<Ticket> ticket)
      implements IssueAsk<Answered<IssuedCoupon>>, Laned {
    @Override
    public long laneKey() {
      return couponId.value();
    }
  }
}
