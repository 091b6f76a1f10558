package io.floodgate.product;

import io.floodgate.base.Money;
import io.floodgate.base.ProductId;
import java.time.Instant;
import java.util.List;

/** Products as a transaction holds them, for the rules of other rooms too. */
public final class ProductFixtures {

  private ProductFixtures() {}

  public static Product product(long id, long price, long stock) {
    return new Product(
        new ProductId(id),
        "product " + id,
        Money.won(price),
        stock,
        stock,
        false,
        1,
        Instant.EPOCH);
  }

  public static Product hidden(long id, long price, long stock) {
    Product shown = product(id, price, stock);
    return new Product(
        shown.id(), shown.name(), shown.price(), stock, stock, true, 1, shown.createdAt());
  }

  /** Locked products. */
  public static Shelf shelf(List<Product> locked) {
    return new Shelf(locked);
  }
}
