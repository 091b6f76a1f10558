package io.floodgate.coupon;

import io.floodgate.base.CouponId;
import io.floodgate.base.Failure;
import io.floodgate.base.OrderId;
import io.floodgate.base.UserCouponId;
import io.floodgate.base.UserId;
import java.time.Instant;
import java.util.Optional;

/**
 * A coupon that a user was issued, and what may become of it. Immutable; each change gives a new
 * one, one version further.
 *
 * @param owner whom it was issued to
 * @param version counts its events, from 1
 * @param usedBy the order that uses it
 * @param revoked an administrator took it back: nobody holds it any more
 */
public record UserCoupon(
    UserCouponId id,
    UserId owner,
    CouponId couponId,
    Terms terms,
    long version,
    Optional<OrderId> usedBy,
    boolean revoked) {

  /**
   * Refuses with COUPON_NOT_OWNED, COUPON_NOT_VALID_NOW or COUPON_ALREADY_USED, whichever comes
   * first in this order: a stranger learns nothing about it.
   */
  public UserCoupon requireUsable(UserId user, Instant now) {
    if (revoked || !owner.equals(user)) {
      throw refusal(CouponFailure.COUPON_NOT_OWNED);
    }
    if (!terms.validity().contains(now)) {
      throw refusal(CouponFailure.COUPON_NOT_VALID_NOW);
    }
    if (usedBy.isPresent()) {
      throw refusal(CouponFailure.COUPON_ALREADY_USED);
    }
    return this;
  }

  /** Refuses as {@link #requireUsable} says. */
  UserCoupon use(UserId user, OrderId order, Instant now) {
    return requireUsable(user, now).with(Optional.of(order));
  }

  /** As it was before the order used it; who has not used it has nothing to give back. */
  UserCoupon giveBack(OrderId order) {
    if (!usedBy.equals(Optional.of(order))) {
      throw new IllegalStateException(order + " does not use " + this);
    }
    return with(Optional.empty());
  }

  /** What is refused is the coupon that an order names. */
  static Failure refusal(CouponFailure why) {
    return Failure.at("/userCouponId", why);
  }

  private UserCoupon with(Optional<OrderId> order) {
    return new UserCoupon(id, owner, couponId, terms, version + 1, order, revoked);
  }
}
