package io.floodgate.product;

import static io.floodgate.base.FailureKind.CONFLICT;
import static io.floodgate.base.FailureKind.INVALID;
import static io.floodgate.base.FailureKind.NOT_FOUND;

import io.floodgate.base.FailureCode;
import io.floodgate.base.FailureKind;

/** Why something about a product or its stock is refused. */
public enum ProductFailure implements FailureCode {
  INVALID_PRODUCT_ID(INVALID, "유효하지 않은 상품 ID입니다.", "This is not a valid product id."),
  INVALID_QUANTITY(INVALID, "수량은 1 이상이어야 합니다.", "A quantity is at least 1."),
  INVALID_PRICE(
      INVALID, "가격은 1 이상 1,000,000,000 이하여야 합니다.", "A price is from 1 to 1,000,000,000 won."),
  INVALID_STOCK(INVALID, "재고는 0 이상이어야 합니다.", "A stock is at least 0."),
  INVALID_NAME(INVALID, "상품 이름은 1자 이상 200자 이하여야 합니다.", "A product name has 1 to 200 characters."),
  PRODUCT_NOT_FOUND(NOT_FOUND, "상품을 찾을 수 없습니다.", "There is no such product."),
  OUT_OF_STOCK(CONFLICT, "재고가 부족합니다.", "There is not enough stock."),
  STOCK_LIMIT_EXCEEDED(CONFLICT, "재고 한도를 초과했습니다.", "The stock would be larger than allowed.");

  private final Meaning meaning;

  ProductFailure(FailureKind kind, String korean, String english) {
    this.meaning = Meaning.of(kind, korean, english);
  }

  @Override
  public Meaning meaning() {
    return meaning;
  }
}
