package io.floodgate.base;

import static io.floodgate.base.FailureKind.BUSY;
import static io.floodgate.base.FailureKind.CONFLICT;
import static io.floodgate.base.FailureKind.INVALID;
import static io.floodgate.base.FailureKind.OUTCOME_UNKNOWN;
import static io.floodgate.base.FailureKind.UNPROCESSABLE;

/** Failures that belong to no domain. */
public enum CommonFailure implements FailureCode {
  MALFORMED_JSON(INVALID, "요청 본문이 올바른 JSON이 아닙니다.", "The body is not well-formed JSON."),
  INVALID_REQUEST(INVALID, "요청 값이 올바르지 않습니다.", "The request has a value that is not allowed."),
  MISSING_FIELD(INVALID, "필수 항목이 누락되었습니다.", "A required field is missing."),
  UNKNOWN_FIELD(INVALID, "알 수 없는 항목입니다.", "This field is not known."),
  WRONG_TYPE(INVALID, "값의 형식이 올바르지 않습니다.", "The value is of the wrong type."),
  OUT_OF_RANGE(INVALID, "값이 허용 범위를 벗어났습니다.", "The value is outside the allowed range."),
  INVALID_CURSOR(INVALID, "유효하지 않은 커서입니다.", "This cursor was not made by this list."),
  INVALID_IDEMPOTENCY_KEY(
      INVALID,
      "Idempotency-Key는 1자 이상 255자 이하의 ASCII 문자여야 합니다.",
      "An Idempotency-Key has 1 to 255 visible ASCII characters."),
  UNAUTHENTICATED(FailureKind.UNAUTHENTICATED, "인증이 필요합니다.", "Authentication is required."),
  FORBIDDEN(FailureKind.FORBIDDEN, "권한이 없습니다.", "The caller may not do this."),
  ROUTE_NOT_FOUND(FailureKind.NOT_FOUND, "존재하지 않는 경로입니다.", "There is nothing at this path."),
  METHOD_NOT_ALLOWED(
      FailureKind.METHOD_NOT_ALLOWED, "지원하지 않는 메서드입니다.", "This path does not take this method."),
  PAYLOAD_TOO_LARGE(FailureKind.TOO_LARGE, "요청 본문이 너무 큽니다.", "The body is larger than allowed."),
  URI_TOO_LONG(
      FailureKind.URI_TOO_LONG, "요청 주소가 너무 깁니다.", "The path and query are longer than allowed."),
  HEADERS_TOO_LARGE(
      FailureKind.HEADERS_TOO_LARGE, "요청 헤더가 너무 큽니다.", "The headers are larger than allowed."),
  REQUEST_TIMEOUT(
      FailureKind.TOO_SLOW,
      "요청을 제한 시간 안에 받지 못했습니다.",
      "The request was not sent in time. Nothing was done."),
  UNSUPPORTED_MEDIA_TYPE(
      FailureKind.UNSUPPORTED_TYPE,
      "요청 본문은 application/json이어야 합니다.",
      "The body has to be application/json."),
  IDEMPOTENCY_KEY_REUSED(
      UNPROCESSABLE,
      "같은 Idempotency-Key가 다른 요청에 사용되었습니다.",
      "This Idempotency-Key was used with another request."),
  IDEMPOTENCY_KEY_IN_USE(
      CONFLICT,
      "같은 Idempotency-Key의 요청이 처리 중입니다.",
      "A request with this Idempotency-Key is still running."),
  OVERLOADED(
      BUSY,
      "요청이 많아 처리할 수 없습니다. 잠시 후 다시 시도해 주세요.",
      "Too many requests at once. Nothing was done; try again soon."),
  UNAVAILABLE(
      BUSY,
      "일시적으로 처리할 수 없습니다. 잠시 후 다시 시도해 주세요.",
      "It cannot be done at the moment. Nothing was done; try again soon."),
  TIMED_OUT(
      BUSY,
      "시간 안에 처리를 시작하지 못했습니다. 잠시 후 다시 시도해 주세요.",
      "It was not begun in time. Nothing was done; try again soon."),
  UNKNOWN(
      OUTCOME_UNKNOWN,
      "처리 결과를 확인하지 못했습니다. 같은 Idempotency-Key로 다시 시도해 주세요.",
      "The outcome is not known. A retry with the same Idempotency-Key is safe."),
  INTERNAL(FailureKind.INTERNAL, "서버 내부 오류가 발생했습니다.", "An internal error occurred.");

  private final Meaning meaning;

  CommonFailure(FailureKind kind, String korean, String english) {
    this.meaning = Meaning.of(kind, korean, english);
  }

  @Override
  public Meaning meaning() {
    return meaning;
  }
}
