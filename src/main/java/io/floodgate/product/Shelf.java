package io.floodgate.product;

import io.floodgate.base.ProductId;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The products that one transaction has locked, with the stock as it stands after the commands
 * decided so far. Stays inside its transaction.
 */
public final class Shelf {

  private final Map<ProductId, Product> products = new HashMap<>();
  private final Set<ProductId> changed = new HashSet<>();

  Shelf(Collection<Product> locked) {
    locked.forEach(product -> products.put(product.id(), product));
  }

  /** Whether this product was there and could be locked. */
  public boolean has(ProductId id) {
    return products.containsKey(id);
  }

  /** The product as it stands now, if it exists. */
  public Optional<Product> find(ProductId id) {
    return Optional.ofNullable(products.get(id));
  }

  /** Takes units off the shelf, or refuses with OUT_OF_STOCK. */
  public void take(ProductId id, long quantity) {
    put(products.get(id).take(quantity));
  }

  /** Puts units back that an order gives back. */
  public void giveBack(ProductId id, long quantity) {
    put(products.get(id).giveBack(quantity));
  }

  private void put(Product product) {
    products.put(product.id(), product);
    changed.add(product.id());
  }

  List<Product> changed() {
    return changed.stream().map(products::get).toList();
  }
}
