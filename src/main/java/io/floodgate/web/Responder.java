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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes answers and problems. Nothing is written for a client that has gone; what was asked for
 * has been done all the same. One object an event loop.
 */
final class Responder {

  private static final Logger log = LoggerFactory.getLogger(Responder.class);

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
  private static final CharSequence TRACEPARENT = HttpHeaders.createOptimized("traceparent");
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

  Responder(Vertx vertx) {
    this.vertx = vertx;
  }

  void answer(HttpServerRequest request, Trace trace, Answer answer) {
    HttpServerResponse response = request.response();
    if (isGone(response)) {
      return;
    }
    Rendered rendered = answer.hasBody() ? Rendered.of(answer.data()) : null;
    common(response, trace);
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
      response
          .putHeader(HttpHeaders.CACHE_CONTROL, NO_STORE)
          .setStatusCode(answer.status().code())
          .end();
      return;
    }
    if (answer.revalidated()) {
      String tag = rendered.tag();
      response.putHeader(HttpHeaders.CACHE_CONTROL, NO_CACHE);
      response.putHeader(HttpHeaders.ETAG, tag);
      response.putHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_LANGUAGE);
      if (EntityTag.matches(request.getHeader(HttpHeaders.IF_NONE_MATCH), tag)) {
        response.setStatusCode(304).end();
        return;
      }
    } else {
      response.putHeader(HttpHeaders.CACHE_CONTROL, NO_STORE);
    }
    response
        .putHeader(HttpHeaders.CONTENT_TYPE, JSON)
        .setStatusCode(answer.status().code())
        .end(rendered.body(answer.status(), languageOf(request)));
  }

  /** Begins an answer that is written as it happens. */
  HttpServerResponse events(HttpServerRequest request, Trace trace) {
    HttpServerResponse response = request.response();
    common(response, trace);
    return response
        .putHeader(HttpHeaders.CONTENT_TYPE, EVENT_STREAM)
        .putHeader(HttpHeaders.CACHE_CONTROL, AS_IT_COMES)
        .putHeader(BUFFERING, NO)
        .setChunked(true);
  }

  /** A stream that has nothing new to tell, ever: browsers come back after anything but this. */
  void noMoreEvents(HttpServerRequest request, Trace trace) {
    HttpServerResponse response = request.response();
    common(response, trace);
    response.putHeader(HttpHeaders.CACHE_CONTROL, NO_STORE).setStatusCode(204).end();
  }

  void problem(HttpServerRequest request, Trace trace, Failure failure) {
    note(request, trace, failure);
    HttpServerResponse response = request.response();
    if (isGone(response)) {
      return;
    }
    common(response, trace);
    response.putHeader(HttpHeaders.CACHE_CONTROL, NO_STORE);
    response.putHeader(HttpHeaders.CONTENT_TYPE, PROBLEM_JSON);
    response.setStatusCode(Status.of(failure.kind()).code());
    if (failure.kind() == FailureKind.BUSY) {
      int seconds = ThreadLocalRandom.current().nextInt(1, MAX_RETRY_AFTER_SECONDS + 1);
      response.putHeader(HttpHeaders.RETRY_AFTER, Integer.toString(seconds));
    }
    Buffer body = Problem.of(failure, languageOf(request), pathOf(request), trace.id());
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

  private static void common(HttpServerResponse response, Trace trace) {
    response.putHeader(NOSNIFF_NAME, NOSNIFF).putHeader(TRACEPARENT, trace.traceparent());
  }

  private static void note(HttpServerRequest request, Trace trace, Failure failure) {
    if (failure.kind() == FailureKind.INTERNAL) {
      log.error(
          "{} {} failed, trace {}",
          request.method(),
          pathOf(request),
          trace.id(),
          causeOf(failure));
    } else if (log.isDebugEnabled()) {
      log.debug(
          "{} {} refused with {}, trace {}",
          request.method(),
          pathOf(request),
          failure.code(),
          trace.id());
    }
  }

  private static Throwable causeOf(Failure failure) {
    return failure.getCause() == null ? failure : failure.getCause();
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
