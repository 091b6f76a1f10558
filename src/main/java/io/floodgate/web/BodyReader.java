package io.floodgate.web;

import io.floodgate.base.CommonFailure;
import io.floodgate.base.Failure;
import io.floodgate.base.FailureCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads one request's body, which is JSON of a bounded size, or refuses it before reading it where
 * the headers say enough. Lives on the connection's event loop.
 */
final class BodyReader {

  private static final byte[] NONE = {};

  private final HttpServerRequest request;
  private final Admission admission;
  private final int maximum;
  private final Promise<byte[]> whole = Promise.promise();
  private Buffer arrived;
  private int held;

  private BodyReader(HttpServerRequest request, Admission admission, int maximum) {
    this.request = request;
    this.admission = admission;
    this.maximum = maximum;
  }

  /**
   * The bytes; none if the request has no body. Fails with PAYLOAD_TOO_LARGE,
   * UNSUPPORTED_MEDIA_TYPE, REQUEST_TIMEOUT, or OVERLOADED when too many bodies arrive at once.
   */
  static Future<byte[]> read(HttpServerRequest request, Admission admission, int maximum) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    if (length == null && !request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
        || "0".equals(length)) {
      return Future.succeededFuture(NONE);
    }
    if (!isJson(request.getHeader(HttpHeaders.CONTENT_TYPE))) {
      return Future.failedFuture(Failure.of(CommonFailure.UNSUPPORTED_MEDIA_TYPE));
    }
    if (length != null && isAbove(length, maximum)) {
      return Future.failedFuture(Failure.of(CommonFailure.PAYLOAD_TOO_LARGE));
    }
    return new BodyReader(request, admission, maximum).start();
  }

  private Future<byte[]> start() {
    SlowClientGuard guard = SlowClientGuard.of(request.connection());
    guard.reading(Optional.of(() -> fail(CommonFailure.REQUEST_TIMEOUT)));
    request.handler(this::take);
    request.endHandler(_ -> finish());
    request.exceptionHandler(whole::tryFail);
    if (waitsForContinue(request)) {
      request.response().writeContinue();
    }
    return whole
        .future()
        .onComplete(
            _ -> {
              guard.reading(Optional.empty());
              admission.release(held);
              arrived = null;
            });
  }

  /** The client sends its body only once it is asked to. */
  static boolean waitsForContinue(HttpServerRequest request) {
    return "100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT));
  }

  private void take(Buffer chunk) {
    if (whole.future().isComplete()) {
      return; // already refused: what still comes is dropped
    }
    int total = (arrived == null ? 0 : arrived.length()) + chunk.length();
    if (total > maximum) {
      fail(CommonFailure.PAYLOAD_TOO_LARGE);
    } else if (!admission.tryHold(chunk.length())) {
      fail(CommonFailure.OVERLOADED);
    } else {
      held += chunk.length();
      // A body mostly comes in one piece, which is then not copied.
      arrived =
          arrived == null ? chunk : Buffer.buffer(total).appendBuffer(arrived).appendBuffer(chunk);
    }
  }

  private void finish() {
    if (!whole.future().isComplete()) {
      whole.complete(arrived == null ? NONE : arrived.getBytes());
    }
  }

  private void fail(FailureCode code) {
    whole.tryFail(Failure.of(code));
  }

  private static boolean isJson(String contentType) {
    if (contentType == null) {
      return false;
    }
    if (contentType.equals("application/json")) {
      return true;
    }
    String[] parts = contentType.toLowerCase(Locale.ROOT).split(";", 8);
    String type = parts[0].strip();
    boolean json =
        type.equals("application/json")
            || type.startsWith("application/") && type.endsWith("+json");
    return json && isUtf8(parts);
  }

  private static boolean isUtf8(String[] typeAndParameters) {
    for (int i = 1; i < typeAndParameters.length; i++) {
      String parameter = typeAndParameters[i].strip();
      if (parameter.startsWith("charset=")
          && !parameter.equals("charset=utf-8")
          && !parameter.equals("charset=\"utf-8\"")) {
        return false;
      }
    }
    return true;
  }

  private static boolean isAbove(String length, int maximum) {
    try {
      return Long.parseLong(length) > maximum;
    } catch (NumberFormatException e) {
      return true; // longer than any long; Netty has refused what is no number
    }
  }
}
