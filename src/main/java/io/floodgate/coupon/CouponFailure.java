package io.floodgate.coupon;

import static io.floodgate.base.FailureKind.CONFLICT;
import static io.floodgate.base.FailureKind.INVALID;

import io.floodgate.base.FailureCode;
import io.floodgate.base.FailureKind;

/** Why something about a coupon is refused. */
public enum CouponFailure implements FailureCode {
  INVALID_COUPON_ID(INVALID, "유효하지 않은 쿠폰 ID입니다.", "This is not a valid coupon id."),
  COUPON_NOT_OWNED(CONFLICT, "해당 쿠폰을 보유하고 있지 않습니다.", "The user does not hold this coupon."),
  COUPON_NOT_VALID_NOW(
      CONFLICT, "쿠폰 유효기간이 지났거나 아직 유효하지 않습니다.", "The coupon is no longer, or not yet, valid."),
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
