package io.floodgate.user;

import static io.floodgate.base.FailureKind.INVALID;
import static io.floodgate.base.FailureKind.NOT_FOUND;

import io.floodgate.base.FailureCode;
import io.floodgate.base.FailureKind;

/** Why something about a user is refused. */
public enum UserFailure implements FailureCode {
  INVALID_USER_ID(INVALID, "유효하지 않은 사용자 ID입니다.", "This is not a valid user id."),
  USER_NOT_FOUND(NOT_FOUND, "사용자를 찾을 수 없습니다.", "There is no such user.");

  private final Meaning meaning;

  UserFailure(FailureKind kind, String korean, String english) {
    this.meaning = Meaning.of(kind, korean, english);
  }

  @Override
  public Meaning meaning() {
    return meaning;
  }
}
