package io.floodgate.product;

import static io.floodgate.base.Refusals.assertRefused;
import static io.floodgate.product.ProductFixtures.product;
import static org.assertj.core.api.Assertions.assertThat;

import io.floodgate.base.ProductId;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShelfTest {

  private static final ProductId ONE = new ProductId(1);

  private final Shelf shelf = new Shelf(List.of(product(1, 100, 10), product(2, 100, 10)));

  @Test
  void standsAsTheCommandsSoFarLeftIt() {
    shelf.take(ONE, 7);
    shelf.giveBack(ONE, 2);
    shelf.take(ONE, 5);

    assertThat(shelf.find(ONE)).map(Product::stock).contains(0L);
    assertRefused(ProductFailure.OUT_OF_STOCK, () -> shelf.take(ONE, 1));
  }

  @Test
  void writesEachChangedProductOnce() {
    shelf.take(ONE, 1);
    shelf.take(ONE, 1);

    assertThat(shelf.changed()).extracting(Product::stock).containsExactly(8L);
  }

  @Test
  void writesNothingOfWhatWasRefused() {
    assertRefused(ProductFailure.OUT_OF_STOCK, () -> shelf.take(ONE, 11));

    assertThat(shelf.changed()).isEmpty();
    assertThat(shelf.find(ONE)).map(Product::stock).contains(10L);
  }

  @Test
  void knowsOnlyWhatWasLocked() {
    assertThat(shelf.find(new ProductId(3))).isEmpty();
  }
}
