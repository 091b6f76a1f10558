package io.floodgate.product;

import static io.floodgate.base.Refusals.assertRefused;
import static io.floodgate.product.ProductFixtures.hidden;
import static io.floodgate.product.ProductFixtures.product;
import static org.assertj.core.api.Assertions.assertThat;

import io.floodgate.base.Money;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProductTest {

  @Test
  void isTakenToTheLastUnitAndNoFurther() {
    Product empty = product(1, 100, 7).take(7);

    assertThat(empty.stock()).isZero();
    assertThat(empty.stocked()).isEqualTo(7);
    assertRefused(ProductFailure.OUT_OF_STOCK, () -> empty.take(1));
  }

  @Test
  void countsASaleAsNoEvent() {
    assertThat(product(1, 100, 7).take(3).giveBack(2).version()).isEqualTo(1);
    assertThat(product(1, 100, 7).take(3).giveBack(2).stock()).isEqualTo(6);
  }

  @Test
  void isRestockedUpToWhatAClientReadsExactly() {
    Product sold = product(1, 100, 10).take(10);
    Product most = sold.restock(Product.MAX_STOCK - 10);

    assertThat(most.stocked()).isEqualTo(Product.MAX_STOCK);
    assertThat(most.stock()).isEqualTo(Product.MAX_STOCK - 10);
    assertThat(most.version()).isEqualTo(2);
    assertRefused(ProductFailure.STOCK_LIMIT_EXCEEDED, () -> most.restock(1));
  }

  @Test
  void changesWhatIsGivenAndKeepsTheRest() {
    Product product = product(1, 100, 7);

    Product renamed = product.change(Optional.of("new"), Optional.empty(), Optional.empty());
    assertThat(renamed.name()).isEqualTo("new");
    assertThat(renamed.price()).isEqualTo(Money.won(100));
    assertThat(renamed.version()).isEqualTo(2);
    Product dearer = product.change(Optional.empty(), Optional.of(Money.won(9)), Optional.of(true));
    assertThat(dearer.name()).isEqualTo(product.name());
    assertThat(dearer.price()).isEqualTo(Money.won(9));
    assertThat(dearer.isForSale()).isFalse();
    assertThat(dearer.stock()).isEqualTo(7);
  }

  @Test
  void showsWhetherItCanBeBought() {
    assertThat(product(1, 100, 1).view().status()).isEqualTo(ProductStatus.ON_SALE);
    assertThat(product(1, 100, 0).view().status()).isEqualTo(ProductStatus.SOLD_OUT);
    assertThat(hidden(1, 100, 1).view().status()).isEqualTo(ProductStatus.HIDDEN);
    assertThat(hidden(1, 100, 0).view().status()).isEqualTo(ProductStatus.HIDDEN);
  }
}
