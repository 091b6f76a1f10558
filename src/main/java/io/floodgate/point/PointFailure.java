package io.floodgate.point;

import static io.floodgate.base.FailureKind.CONFLICT;
import static io.floodgate.base.FailureKind.INVALID;

import io.floodgate.base.FailureCode;
import io.floodgate.base.FailureKind;

/** Why something about points is refused. */
public enum PointFailure implements FailureCode {
  INVALID_AMOUNT(
      INVALID, "충전 금액은 1 이상 1,000,000 이하여야 합니다.", "A charge is from 1 to 1,000,000 points."),
  POINT_LIMIT_EXCEEDED(
      CONFLICT, "보유 가능한 포인트 한도를 초과했습니다.", "The balance would be larger than allowed."),
  INSUFFICIENT_POINTS(CONFLICT, "포인트가 부족합니다.", "There are not enough points.");

  private final Meaning meaning;

  PointFailure(FailureKind kind, String korean, String english) {
    this.meaning = Meaning.of(kind, korean, english);
  }

  @Override
  public Meaning meaning() {
    return meaning;
  }
}
