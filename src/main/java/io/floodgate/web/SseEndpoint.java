package io.floodgate.web;

import io.floodgate.base.CommonFailure;
import io.floodgate.base.Failure;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What surrounds a route that streams events. Until the first state is known it is a request like
 * any other, refused like any other; then it is a stream, which counts as no request under way and
 * has no time-out.
 */
final class SseEndpoint implements Handler<RoutingContext> {

  /** A route's own part: parse, ask for the state as it is now, and say how it goes on. */
  @FunctionalInterface
  interface Action {
    Future<Opening> open(Exchange exchange);
  }

  /**
   * How a stream goes on.
   *
   * @param now the state as it is now
   * @param language what the client reads
   * @param goOn is given the stream unless that is the last state, and tells it each change
   */
  record Opening(SseState now, Language language, Consumer<SseStream> goOn) {}

  private final Web web;
  private final Entrance entrance;
  private final Responder responder;
  private final SseStreams streams;
  private final RouteClock clock;
  private final Action action;

  SseEndpoint(
      Web web,
      Entrance entrance,
      Responder responder,
      SseStreams streams,
      RouteClock clock,
      Action action) {
    this.web = web;
    this.entrance = entrance;
    this.responder = responder;
    this.streams = streams;
    this.clock = clock;
    this.action = action;
  }

  /** Whether the client asks for events. */
  static boolean isWanted(HttpServerRequest request) {
    String accept = request.getHeader("Accept");
    return accept != null && accept.contains("text/event-stream");
  }

  @Override
  public void handle(RoutingContext context) {
    long started = clock.start();
    HttpServerRequest request = context.request();
    Trace trace = Trace.of(request.getHeader("traceparent"));
    Optional<Failure> refusal = entrance.refusal(Priority.READ);
    if (refusal.isPresent()) {
      problem(request, trace, refusal.get(), started);
      return;
    }
    entrance
        .carry(Priority.READ, () -> action.open(new Exchange(web, context, trace, new byte[0])))
        .onComplete(
            opening -> {
              begin(request, trace, opening);
              clock.answered(request, started); // a stream counts until it begins
            },
            error -> problem(request, trace, Failure.from(error), started));
  }

  private void problem(HttpServerRequest request, Trace trace, Failure failure, long started) {
    responder.problem(request, trace, failure);
    clock.answered(request, started);
  }

  private void begin(HttpServerRequest request, Trace trace, Opening opening) {
    SseState now = opening.now;
    if (request.response().closed()) {
      return;
    }
    boolean known = now.id().equals(request.getHeader("Last-Event-ID"));
    if (known && now.last()) {
      responder.noMoreEvents(request, trace);
      return;
    }
    Optional<SseStream> opened = streams.open(request, trace);
    if (opened.isEmpty()) {
      responder.problem(request, trace, Failure.of(CommonFailure.OVERLOADED));
      return;
    }
    SseStream stream = opened.get();
    if (!known) {
      stream.offer(SseEvent.of(now, opening.language));
    }
    if (!now.last()) {
      opening.goOn.accept(stream);
    }
  }
}
