package io.floodgate.coupon;

import io.floodgate.base.CouponId;
import io.floodgate.base.Money;
import io.floodgate.base.OrderId;
import io.floodgate.base.ProductId;
import io.floodgate.base.UserCouponId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A coupon that a user holds, as clients see it.
 *
 * @param orderId the order that uses it, while it is USED
 */
public record UserCouponView(
    UserCouponId userCouponId,
    CouponId couponId,
    String name,
    CouponView.DiscountView discount,
    Money minOrderAmount,
    List<ProductId> productIds,
    UserCouponStatus status,
    long sequence,
    Instant issuedAt,
    Instant validFrom,
    Instant validUntil,
    Optional<Instant> usedAt,
    Optional<OrderId> orderId) {}
