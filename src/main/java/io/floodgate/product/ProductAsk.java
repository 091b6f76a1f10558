package io.floodgate.product;

import io.floodgate.base.Answered;
import io.floodgate.base.IdempotencyKey;
import io.floodgate.base.Money;
import io.floodgate.base.Page;
import io.floodgate.base.ProductId;
import io.floodgate.bus.Ask;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** What the product domain answers. */
public sealed interface ProductAsk<A> extends Ask<A> {

  /** Puts a new product on the list. */
  record CreateProduct(
      String name, Money price, long stock, boolean hidden, Optional<IdempotencyKey> key)
      implements ProductAsk<Answered<ProductView>> {}

  /**
   * Changes what is given and leaves the rest; orders keep the name and price they were made with.
   */
  record ChangeProduct(
      ProductId productId, Optional<String> name, Optional<Money> price, Optional<Boolean> hidden)
      implements ProductAsk<ProductView> {}

  /** Adds to the stock; STOCK_LIMIT_EXCEEDED past what a stock may be. */
  record Restock(ProductId productId, long quantity, Optional<IdempotencyKey> key)
      implements ProductAsk<Answered<ProductView>> {}

  /** The product with the stock of now, or PRODUCT_NOT_FOUND. */
  record GetProduct(ProductId productId) implements ProductAsk<ProductView> {}

  /** Those of these products that exist, in no order. */
  record GetProducts(Set<ProductId> productIds) implements ProductAsk<List<ProductView>> {

    public GetProducts {
      productIds = Set.copyOf(productIds);
    }
  }

  /**
   * A part of the product list.
   *
   * @param search a part of the name, whatever its case
   * @param status only products in this state; when empty, all but the hidden ones
   * @param cursor where to go on, from an earlier answer with the same sort and filters
   * @param page number of the page from 0; then the answer also counts all elements
   */
  record ListProducts(
      ProductSort sort,
      Optional<String> search,
      Optional<ProductStatus> status,
      int limit,
      Optional<String> cursor,
      OptionalInt page)
      implements ProductAsk<Page<ProductView>> {}
}
