package io.floodgate.coupon;

import static io.floodgate.base.FailureKind.CONFLICT;
import static io.floodgate.base.FailureKind.INVALID;
import static io.floodgate.base.FailureKind.NOT_FOUND;

import io.floodgate.base.FailureCode;
import io.floodgate.base.FailureKind;

/** Why something about a coupon is refused. */
public enum CouponFailure implements FailureCode {
  INVALID_COUPON_ID(INVALID, "유효하지 않은 쿠폰 ID입니다.", "This is not a valid coupon id."),
  INVALID_DISCOUNT(INVALID, "할인 정보가 올바르지 않습니다.", "The discount is not one that can be given."),
  INVALID_PERIOD(INVALID, "시작 시각은 종료 시각보다 빨라야 합니다.", "A period begins before it ends."),
  COUPON_NOT_FOUND(NOT_FOUND, "쿠폰을 찾을 수 없습니다.", "There is no such coupon."),
  TICKET_NOT_FOUND(NOT_FOUND, "발급 요청을 찾을 수 없습니다.", "There is no such ticket."),
  COUPON_SOLD_OUT(CONFLICT, "쿠폰이 모두 소진되었습니다.", "All of these coupons are taken."),
  COUPON_ALREADY_ISSUED(CONFLICT, "이미 발급받은 쿠폰입니다.", "The user was issued this coupon before."),
  COUPON_NOT_IN_ISSUE_PERIOD(CONFLICT, "쿠폰 발급 기간이 아닙니다.", "The coupon is not being issued now."),
  COUPON_TOTAL_TOO_SMALL(
      CONFLICT, "총 수량은 이미 발급된 수량보다 작을 수 없습니다.", "More coupons have been issued than that."),
  COUPON_NOT_OWNED(CONFLICT, "해당 쿠폰을 보유하고 있지 않습니다.", "The user does not hold this coupon."),
  COUPON_NOT_VALID_NOW(
      CONFLICT, "쿠폰 유효기간이 지났거나 아직 유효하지 않습니다.", "The coupon is no longer, or not yet, valid."),
  COUPON_NOT_APPLICABLE(
      CONFLICT, "쿠폰을 적용할 수 있는 상품이 없습니다.", "The coupon is for none of these products."),
  COUPON_MINIMUM_NOT_REACHED(
      CONFLICT, "쿠폰의 최소 주문 금액에 미치지 못합니다.", "The order is below the coupon's minimum."),
  COUPON_ALREADY_USED(CONFLICT, "이미 사용된 쿠폰입니다.", "The coupon was used before.");

  private final Meaning meaning;

  CouponFailure(FailureKind kind, String korean, String english) {
    this.meaning = Meaning.of(kind, korean, english);
  }

  @Override
  public Meaning meaning() {
    return meaning;
  }
}
