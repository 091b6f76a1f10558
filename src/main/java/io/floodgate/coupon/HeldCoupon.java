package io.floodgate.coupon;

import io.floodgate.base.CouponId;
import io.floodgate.base.Money;
import io.floodgate.base.OrderId;
import io.floodgate.base.ProductId;
import io.floodgate.base.UserCouponId;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A coupon that a user holds, as it is cached: all that does not change with time alone.
 *
 * @param orderId the order that uses it
 */
record HeldCoupon(
    UserCouponId id,
    CouponId couponId,
    String name,
    CouponView.DiscountView discount,
    Money minOrderAmount,
    List<ProductId> productIds,
    long sequence,
    Instant issuedAt,
    Instant validFrom,
    Instant validUntil,
    Optional<Instant> usedAt,
    Optional<OrderId> orderId) {

  static final Comparator<HeldCoupon> NEWEST_FIRST =
      Comparator.comparing(HeldCoupon::issuedAt).thenComparing(HeldCoupon::id).reversed();

  UserCouponStatus status(Instant now) {
    if (usedAt.isPresent()) {
      return UserCouponStatus.USED;
    }
    return now.isBefore(validUntil) ? UserCouponStatus.AVAILABLE : UserCouponStatus.EXPIRED;
  }

  UserCouponView view(Instant now) {
    return new UserCouponView(
        id,
        couponId,
        name,
        discount,
        minOrderAmount,
        productIds,
        status(now),
        sequence,
        issuedAt,
        validFrom,
        validUntil,
        usedAt,
        orderId);
  }
}
