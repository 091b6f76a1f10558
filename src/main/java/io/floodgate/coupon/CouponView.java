package io.floodgate.coupon;

import io.floodgate.base.CouponId;
import io.floodgate.base.Money;
import io.floodgate.base.ProductId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A coupon on offer, as clients see it.
 *
 * @param productIds what it reduces; empty for the whole order
 * @param remaining how many can still be issued
 */
public record CouponView(
    CouponId couponId,
    String name,
    DiscountView discount,
    Money minOrderAmount,
    List<ProductId> productIds,
    long totalQuantity,
    long remaining,
    CouponStatus status,
    Instant issueFrom,
    Instant issueUntil,
    Instant validFrom,
    Instant validUntil,
    Instant createdAt) {

  /**
   * @param value won for FIXED, percent for PERCENT
   * @param maxDiscount the largest reduction of a PERCENT, where it has one
   */
  public record DiscountView(DiscountType type, long value, Optional<Money> maxDiscount) {

    static DiscountView of(Discount discount) {
      return switch (discount) {
        case Discount.Fixed(Money value) ->
            new DiscountView(DiscountType.FIXED, value.won(), Optional.empty());
        case Discount.Percent(int percent, Optional<Money> max) ->
            new DiscountView(DiscountType.PERCENT, percent, max);
      };
    }

    Discount discount() {
      return switch (type) {
        case FIXED -> new Discount.Fixed(Money.won(value));
        case PERCENT -> new Discount.Percent(Math.toIntExact(value), maxDiscount);
      };
    }
  }

  public enum DiscountType {
    FIXED,
    PERCENT
  }
}
