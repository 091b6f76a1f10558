package io.floodgate.web;

import static io.floodgate.base.FailureKind.HEADERS_TOO_LARGE;
import static io.floodgate.base.FailureKind.TOO_LARGE;
import static io.floodgate.base.FailureKind.TOO_SLOW;
import static io.floodgate.base.FailureKind.URI_TOO_LONG;

import io.floodgate.base.Failure;
import io.floodgate.base.FailureKind;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Writes answers and problems. Nothing is written for a client that has gone; what was asked for
 * has been done all the same. One object an event loop.
 */
final class Responder {

  private static final CharSequence NOSNIFF_NAME =
      HttpHeaders.createOptimized("X-Content-Type-Options");
  private static final CharSequence NOSNIFF = HttpHeaders.createOptimized("nosniff");

  private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
  private static final CharSequence PROBLEM_JSON =
      HttpHeaders.createOptimized("application/problem+json");
  private static final CharSequence EVENT_STREAM = HttpHeaders.createOptimized("text/event-stream");
  // What stands in front shall not collect events to send them together.
  private static final CharSequence BUFFERING = HttpHeaders.createOptimized("X-Accel-Buffering");
  private static final CharSequence NO = HttpHeaders.createOptimized("no");
  static final CharSequence TRACEPARENT = HttpHeaders.createOptimized("traceparent");
  private static final CharSequence REPLAYED = HttpHeaders.createOptimized("Idempotent-Replayed");
  private static final CharSequence PREFERENCE_APPLIED =
      HttpHeaders.createOptimized("Preference-Applied");
  private static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");
  // Nor shall it compress them, which collects them too.
  private static final CharSequence AS_IT_COMES =
      HttpHeaders.createOptimized("no-store, no-transform");
  private static final CharSequence NO_CACHE = HttpHeaders.createOptimized("no-cache");
  private static final CharSequence TRUE = HttpHeaders.createOptimized("true");
  private static final CharSequence CLOSE = HttpHeaders.createOptimized("close");

  /**
   * Retry-After is from 1 to this many seconds, so that the refused do not all come back at once.
   */
  private static final int MAX_RETRY_AFTER_SECONDS = 3;

  /** How long a client that is cut off may go on sending before the connection is closed. */
  private static final Duration LINGER = Duration.ofSeconds(1);

  private final Vertx vertx;
  private final RequestLog log;

  Responder(Vertx vertx, RequestLog log) {
    this.vertx = vertx;
    this.log = log;
  }

  void answer(HttpServerRequest request, Visit visit, Answer answer) {
    int status = write(request, visit, answer);
    log.answered(vertx, request, visit, status);
  }

  /** Returns the status, also where nobody is there any more to read it. */
  private static int write(HttpServerRequest request, Visit visit, Answer answer) {
    HttpServerResponse response = request.response();
    int status = answer.status().code();
    if (isGone(response)) {
      return status;
    }
    Rendered rendered = answer.hasBody() ? Rendered.of(answer.data()) : null;
    common(response, visit);
    if (answer.replayed()) {
      response.putHeader(REPLAYED, TRUE);
    }
    if (answer.location().isPresent()) {
      response.putHeader(HttpHeaders.LOCATION, answer.location().get());
    }
    if (answer.preference().isPresent()) {
      response.putHeader(PREFERENCE_APPLIED, answer.preference().get());
    }
    if (rendered == null) {
      response.putHeader(HttpHeaders.CACHE_CONTROL, NO_STORE).setStatusCode(status).end();
      return status;
    }
    if (answer.revalidated()) {
      String tag = rendered.tag();
      response.putHeader(HttpHeaders.CACHE_CONTROL, NO_CACHE);
      response.putHeader(HttpHeaders.ETAG, tag);
      response.putHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_LANGUAGE);
      if (EntityTag.matches(request.getHeader(HttpHeaders.IF_NONE_MATCH), tag)) {
        response.setStatusCode(304).end();
        return 304;
      }
    } else {
      response.putHeader(HttpHeaders.CACHE_CONTROL, NO_STORE);
    }
    response
        .putHeader(HttpHeaders.CONTENT_TYPE, JSON)
        .setStatusCode(status)
        .end(rendered.body(answer.status(), languageOf(request)));
    return status;
  }

  /** Begins an answer that is written as it happens. */
  HttpServerResponse events(HttpServerRequest request, Visit visit) {
    HttpServerResponse response = request.response();
    common(response, visit);
    log.answered(vertx, request, visit, 200);
    return response
        .putHeader(HttpHeaders.CONTENT_TYPE, EVENT_STREAM)
        .putHeader(HttpHeaders.CACHE_CONTROL, AS_IT_COMES)
        .putHeader(BUFFERING, NO)
        .setChunked(true);
  }

  /** A stream that has nothing new to tell, ever: browsers come back after anything but this. */
  void noMoreEvents(HttpServerRequest request, Visit visit) {
    HttpServerResponse response = request.response();
    common(response, visit);
    response.putHeader(HttpHeaders.CACHE_CONTROL, NO_STORE).setStatusCode(204).end();
    log.answered(vertx, request, visit, 204);
  }

  void problem(HttpServerRequest request, Visit visit, Failure failure) {
    int status = Status.of(failure.kind()).code();
    log.refused(vertx, request, visit, status, failure);
    HttpServerResponse response = request.response();
    if (isGone(response)) {
      return;
    }
    common(response, visit);
    response.putHeader(HttpHeaders.CACHE_CONTROL, NO_STORE);
    response.putHeader(HttpHeaders.CONTENT_TYPE, PROBLEM_JSON);
    response.setStatusCode(status);
    if (failure.kind() == FailureKind.BUSY) {
      int seconds = ThreadLocalRandom.current().nextInt(1, MAX_RETRY_AFTER_SECONDS + 1);
      response.putHeader(HttpHeaders.RETRY_AFTER, Integer.toString(seconds));
    }
    Buffer body =
        Problem.of(failure, languageOf(request), pathOf(request), visit.trace().traceId());
    if (cutsOff(failure) || BodyReader.waitsForContinue(request) && !request.isEnded()) {
      response.putHeader(HttpHeaders.CONNECTION, CLOSE);
      response.end(body).onComplete(_ -> closeSoon(request));
    } else {
      response.end(body);
    }
  }

  /** Bytes that are the same for everyone. */
  static void constant(
      HttpServerResponse response, String contentType, String caching, Buffer body) {
    response
        .putHeader(NOSNIFF_NAME, NOSNIFF)
        .putHeader(HttpHeaders.CONTENT_TYPE, contentType)
        .putHeader(HttpHeaders.CACHE_CONTROL, caching)
        .end(body);
  }

  /** The rest of such a request is not read, so nothing can follow it on its connection. */
  private static boolean cutsOff(Failure failure) {
    FailureKind kind = failure.kind();
    return kind == TOO_LARGE
        || kind == TOO_SLOW
        || kind == URI_TOO_LONG
        || kind == HEADERS_TOO_LARGE;
  }

  /** A close while the client still sends would reset the connection, answer included. */
  private void closeSoon(HttpServerRequest request) {
    if (request.isEnded()) {
      request.connection().close();
    } else {
      vertx.timer(LINGER.toMillis()).onComplete(_ -> request.connection().close());
    }
  }

  private static void common(HttpServerResponse response, Visit visit) {
    response.putHeader(NOSNIFF_NAME, NOSNIFF).putHeader(TRACEPARENT, visit.trace().text());
  }

  private static boolean isGone(HttpServerResponse response) {
    return response.closed() || response.ended();
  }

  private static Language languageOf(HttpServerRequest request) {
    return Language.preferredBy(request.getHeader(HttpHeaders.ACCEPT_LANGUAGE));
  }

  private static String pathOf(HttpServerRequest request) {
    String path = request.path();
    return path == null ? "" : path;
  }
}
