package io.floodgate.product;

/** Whether a product can be bought now. */
public enum ProductStatus {
  ON_SALE,
  SOLD_OUT,
  /** Taken off the list by an administrator: cannot be found by searching nor be ordered. */
  HIDDEN;

  static ProductStatus of(boolean hidden, long stock) {
    if (hidden) {
      return HIDDEN;
    }
    return stock > 0 ? ON_SALE : SOLD_OUT;
  }
}
