package io.floodgate.product;

import io.floodgate.base.Failure;
import io.floodgate.base.Money;
import io.floodgate.base.ProductId;
import java.time.Instant;
import java.util.Optional;

/**
 * A product and its stock, and what may become of them. Immutable.
 *
 * @param stock units that can be sold now
 * @param stocked units that ever came in: the initial stock and all restocks
 * @param version counts the product's events, not its sales
 */
public record Product(
    ProductId id,
    String name,
    Money price,
    long stock,
    long stocked,
    boolean hidden,
    long version,
    Instant createdAt) {

  /** As many units as a JavaScript client can read exactly. */
  public static final long MAX_STOCK = (1L << 53) - 1;

  /** What was taken comes back. */
  Product giveBack(long quantity) {
    return withStock(stock + quantity);
  }

  /** Refuses with OUT_OF_STOCK. */
  Product take(long quantity) {
    if (quantity > stock) {
      throw Failure.of(ProductFailure.OUT_OF_STOCK);
    }
    return withStock(stock - quantity);
  }

  /** Refuses with STOCK_LIMIT_EXCEEDED. */
  Product restock(long quantity) {
    if (quantity > MAX_STOCK - stocked) {
      throw Failure.of(ProductFailure.STOCK_LIMIT_EXCEEDED);
    }
    return new Product(
        id, name, price, stock + quantity, stocked + quantity, hidden, version + 1, createdAt);
  }

  Product change(Optional<String> newName, Optional<Money> newPrice, Optional<Boolean> newHidden) {
    return new Product(
        id,
        newName.orElse(name),
        newPrice.orElse(price),
        stock,
        stocked,
        newHidden.orElse(hidden),
        version + 1,
        createdAt);
  }

  public boolean isForSale() {
    return !hidden;
  }

  ProductView view() {
    return new ProductView(id, name, price, stock, ProductStatus.of(hidden, stock), createdAt);
  }

  private Product withStock(long newStock) {
    return new Product(id, name, price, newStock, stocked, hidden, version, createdAt);
  }
}
