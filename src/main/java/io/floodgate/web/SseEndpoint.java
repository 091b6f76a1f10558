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
  private final String route;
  private final RouteClock clock;
  private final Action action;

  SseEndpoint(
      Web web,
      Entrance entrance,
      Responder responder,
      SseStreams streams,
      String route,
      RouteClock clock,
      Action action) {
    this.web = web;
    this.entrance = entrance;
    this.responder = responder;
    this.streams = streams;
    this.route = route;
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
    HttpServerRequest request = context.request();
    Visit visit = Visit.begin(web.traces(), request, route);
    Optional<Failure> refusal = entrance.refusal(Priority.READ);
    if (refusal.isPresent()) {
      problem(request, visit, refusal.get());
      return;
    }
    entrance
        .carry(Priority.READ, () -> action.open(new Exchange(web, context, visit, new byte[0])))
        .onComplete(
            opening -> {
              begin(request, visit, opening);
              clock.answered(request, visit.cameNanos()); // a stream counts until it begins
            },
            error -> problem(request, visit, Failure.from(error)));
  }

  private void problem(HttpServerRequest request, Visit visit, Failure failure) {
    responder.problem(request, visit, failure);
    clock.answered(request, visit.cameNanos());
  }

  private void begin(HttpServerRequest request, Visit visit, Opening opening) {
    SseState now = opening.now;
    if (request.response().closed()) {
      visit.abandon();
      return;
    }
    boolean known = now.id().equals(request.getHeader("Last-Event-ID"));
    if (known && now.last()) {
      responder.noMoreEvents(request, visit);
      return;
    }
    Optional<SseStream> opened = streams.open(request, visit);
    if (opened.isEmpty()) {
      responder.problem(request, visit, Failure.of(CommonFailure.OVERLOADED));
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
