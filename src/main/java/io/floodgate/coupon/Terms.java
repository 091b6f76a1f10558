package io.floodgate.coupon;

import io.floodgate.base.Money;
import io.floodgate.base.ProductId;
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
}
