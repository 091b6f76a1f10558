package io.floodgate.web;

import io.floodgate.base.FailureKind;
import io.floodgate.base.Text;

/** The HTTP statuses that are answered, each with what it says about every answer of its class. */
enum Status {
  OK(200, "OK", "요청이 성공적으로 처리되었습니다.", "The request was carried out."),
  CREATED(201, "Created", "리소스가 성공적으로 생성되었습니다.", "The resource was created."),
  ACCEPTED(202, "Accepted", "요청이 접수되었습니다.", "The request was accepted and will be carried out."),
  NO_CONTENT(204, "No Content", "요청이 성공적으로 처리되었습니다.", "The request was carried out."),
  BAD_REQUEST(400, "Bad Request", "잘못된 요청입니다.", "The request is wrong."),
  UNAUTHORIZED(401, "Unauthorized", "인증이 필요한 요청입니다.", "The request needs authentication."),
  FORBIDDEN(403, "Forbidden", "허용되지 않은 요청입니다.", "The request is not allowed."),
  NOT_FOUND(404, "Not Found", "리소스를 찾을 수 없습니다.", "The resource was not found."),
  METHOD_NOT_ALLOWED(
      405, "Method Not Allowed", "허용되지 않은 메서드입니다.", "The method is not allowed here."),
  REQUEST_TIMEOUT(
      408, "Request Timeout", "요청 수신 시간이 초과되었습니다.", "The request took too long to arrive."),
  CONFLICT(409, "Conflict", "비즈니스 정책을 위반한 요청입니다.", "The request breaks a business rule."),
  CONTENT_TOO_LARGE(413, "Content Too Large", "요청 본문이 너무 큽니다.", "The body is too large."),
  URI_TOO_LONG(414, "URI Too Long", "요청 주소가 너무 깁니다.", "The address is too long."),
  UNSUPPORTED_MEDIA_TYPE(
      415, "Unsupported Media Type", "지원하지 않는 형식입니다.", "The media type is not supported."),
  UNPROCESSABLE_CONTENT(
      422, "Unprocessable Content", "처리할 수 없는 요청입니다.", "The request cannot be carried out."),
  TOO_MANY_REQUESTS(429, "Too Many Requests", "요청 한도를 초과했습니다.", "The quota is used up."),
  HEADERS_TOO_LARGE(
      431, "Request Header Fields Too Large", "요청 헤더가 너무 큽니다.", "The headers are too large."),
  INTERNAL_SERVER_ERROR(
      500, "Internal Server Error", "서버 내부 오류가 발생했습니다.", "An internal error occurred."),
  SERVICE_UNAVAILABLE(
      503, "Service Unavailable", "일시적으로 처리할 수 없는 요청입니다.", "The service is not available now."),
  GATEWAY_TIMEOUT(504, "Gateway Timeout", "처리 결과를 확인하지 못했습니다.", "The outcome is not known.");

  private final int code;
  private final String reason;
  private final Text message;

  Status(int code, String reason, String korean, String english) {
    this.code = code;
    this.reason = reason;
    this.message = new Text(korean, english);
  }

  static Status of(FailureKind kind) {
    return switch (kind) {
      case INVALID -> BAD_REQUEST;
      case UNAUTHENTICATED -> UNAUTHORIZED;
      case FORBIDDEN -> FORBIDDEN;
      case NOT_FOUND -> NOT_FOUND;
      case METHOD_NOT_ALLOWED -> METHOD_NOT_ALLOWED;
      case TOO_SLOW -> REQUEST_TIMEOUT;
      case CONFLICT -> CONFLICT;
      case TOO_LARGE -> CONTENT_TOO_LARGE;
      case URI_TOO_LONG -> URI_TOO_LONG;
      case UNSUPPORTED_TYPE -> UNSUPPORTED_MEDIA_TYPE;
      case UNPROCESSABLE -> UNPROCESSABLE_CONTENT;
      case QUOTA -> TOO_MANY_REQUESTS;
      case HEADERS_TOO_LARGE -> HEADERS_TOO_LARGE;
      case INTERNAL -> INTERNAL_SERVER_ERROR;
      case BUSY -> SERVICE_UNAVAILABLE;
      case OUTCOME_UNKNOWN -> GATEWAY_TIMEOUT;
    };
  }

  int code() {
    return code;
  }

  String reason() {
    return reason;
  }

  Text message() {
    return message;
  }
}
