package io.floodgate.coupon;

import io.floodgate.base.Money;
import io.floodgate.base.ProductId;
import java.util.Collection;
import java.util.Set;

/**
 * What a coupon is worth to who holds it. Terms never change once a coupon exists: it would change
 * what its holders were promised.
 *
 * @param minOrderAmount the least subtotal of an order that may use it
 * @param products what it reduces; empty for the whole order
 * @param validity when an order may use it
 */
public record Terms(
    Discount discount, Money minOrderAmount, Set<ProductId> products, Period validity) {

  public Terms {
    products = Set.copyOf(products);
  }

  /** What an order has of one product, at its price. */
  public record Part(ProductId productId, Money amount) {}

  /**
   * What it takes off an order: never more than the parts that it is for. Refuses with
   * COUPON_NOT_APPLICABLE when it is for none of them, with COUPON_MINIMUM_NOT_REACHED when all
   * parts together are too little, in this order.
   */
  public Money discountOf(Collection<Part> order) {
    boolean applies = false;
    Money subtotal = Money.ZERO;
    Money reduced = Money.ZERO;
    for (Part part : order) {
      subtotal = subtotal.plus(part.amount);
      if (products.isEmpty() || products.contains(part.productId)) {
        applies = true;
        reduced = reduced.plus(part.amount);
      }
    }
    if (!applies) {
      throw UserCoupon.refusal(CouponFailure.COUPON_NOT_APPLICABLE);
    }
    if (minOrderAmount.isGreaterThan(subtotal)) {
      throw UserCoupon.refusal(CouponFailure.COUPON_MINIMUM_NOT_REACHED);
    }
    return discount.of(reduced);
  }
}
