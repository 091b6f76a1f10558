package io.floodgate.order;

import io.floodgate.base.Money;
import io.floodgate.base.ProductId;

/** One product of an order, with its name and price as they were when it was ordered. */
record Item(ProductId productId, String name, Money price, int quantity, int refundedQuantity) {

  Money amount() {
    return price.times(quantity);
  }

  Money refundedAmount() {
    return price.times(refundedQuantity);
  }

  int left() {
    return quantity - refundedQuantity;
  }

  Item refunded(int more) {
    return new Item(productId, name, price, quantity, refundedQuantity + more);
  }
}
