package io.floodgate.coupon;

import io.floodgate.base.CouponId;
import io.floodgate.base.UserCouponId;

/**
 * A coupon that is durably a user's.
 *
 * @param sequence its place among all that were issued of the coupon, dense from 1
 */
public record IssuedCoupon(UserCouponId userCouponId, CouponId couponId, long sequence) {}
