package io.floodgate.order;

import static io.floodgate.base.FailureKind.CONFLICT;
import static io.floodgate.base.FailureKind.INVALID;
import static io.floodgate.base.FailureKind.NOT_FOUND;

import io.floodgate.base.FailureCode;
import io.floodgate.base.FailureKind;

/** Why something about an order, a payment or a refund is refused. */
public enum OrderFailure implements FailureCode {
  EMPTY_ORDER(INVALID, "주문 항목은 1개 이상이어야 합니다.", "An order has at least one item."),
  TOO_MANY_ITEMS(INVALID, "주문 항목은 100개 이하여야 합니다.", "An order has at most 100 items."),
  INVALID_ORDER_ID(INVALID, "유효하지 않은 주문 ID입니다.", "This is not a valid order id."),
  INVALID_PAYMENT_ID(INVALID, "유효하지 않은 결제 ID입니다.", "This is not a valid payment id."),
  INVALID_REASON(INVALID, "환불 사유는 1자 이상 500자 이하여야 합니다.", "A reason has 1 to 500 characters."),
  ORDER_TOTAL_TOO_LARGE(
      INVALID, "주문 금액이 허용 범위를 벗어났습니다.", "The sum of the order is larger than allowed."),
  ORDER_NOT_FOUND(NOT_FOUND, "주문을 찾을 수 없습니다.", "There is no such order."),
  PAYMENT_NOT_FOUND(NOT_FOUND, "결제를 찾을 수 없습니다.", "There is no such payment."),
  ORDER_STATE_CONFLICT(
      CONFLICT, "현재 주문 상태에서 처리할 수 없는 요청입니다.", "The order is in a state that does not allow this."),
  REFUND_EXCEEDS_PAYMENT(CONFLICT, "환불 가능한 수량을 초과했습니다.", "More would be refunded than was bought.");

  private final Meaning meaning;

  OrderFailure(FailureKind kind, String korean, String english) {
    this.meaning = Meaning.of(kind, korean, english);
  }

  @Override
  public Meaning meaning() {
    return meaning;
  }
}
