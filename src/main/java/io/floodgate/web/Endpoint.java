package io.floodgate.web;

import io.floodgate.base.Failure;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/**
 * What surrounds each route's handler: the trace, the body, admission, and turning whatever comes
 * out of it into one answer.
 */
final class Endpoint implements Handler<RoutingContext> {

  /** A route's own part: parse, ask, render. A throw counts as a failed future. */
  @FunctionalInterface
  interface Action {
    Future<Answer> answer(Exchange exchange);
  }

  private static final byte[] NO_BODY = {};

  private final Web web;
  private final Entrance entrance;
  private final Responder responder;
  private final RouteClock clock;
  private final Priority priority;
  private final boolean readsBody;
  private final Action action;

  Endpoint(
      Web web,
      Entrance entrance,
      Responder responder,
      RouteClock clock,
      Priority priority,
      boolean readsBody,
      Action action) {
    this.web = web;
    this.entrance = entrance;
    this.responder = responder;
    this.clock = clock;
    this.priority = priority;
    this.readsBody = readsBody;
    this.action = action;
  }

  @Override
  public void handle(RoutingContext context) {
    long started = clock.start();
    HttpServerRequest request = context.request();
    Trace trace = Trace.of(request.getHeader("traceparent"));
    Optional<Failure> refusal = entrance.refusal(priority);
    if (refusal.isPresent()) {
      problem(request, trace, refusal.get(), started);
    } else if (readsBody) {
      BodyReader.read(request, web.admission(), web.config().http().maxBody().value())
          .onComplete(
              body -> carry(context, trace, body, started),
              error -> refuse(request, trace, error, started));
    } else {
      carry(context, trace, NO_BODY, started);
    }
  }

  /** Only now, so that clients who are slow to send a body hold nobody's place. */
  private void carry(RoutingContext context, Trace trace, byte[] body, long started) {
    HttpServerRequest request = context.request();
    entrance
        .carry(priority, () -> action.answer(new Exchange(web, context, trace, body)))
        .onComplete(
            answer -> render(request, trace, answer, started),
            error -> problem(request, trace, Failure.from(error), started));
  }

  private void render(HttpServerRequest request, Trace trace, Answer answer, long started) {
    try {
      responder.answer(request, trace, answer);
    } catch (RuntimeException e) {
      responder.problem(request, trace, Failure.from(e));
    }
    clock.answered(request, started);
  }

  private void problem(HttpServerRequest request, Trace trace, Failure failure, long started) {
    responder.problem(request, trace, failure);
    clock.answered(request, started);
  }

  private void refuse(HttpServerRequest request, Trace trace, Throwable error, long started) {
    if (error instanceof Failure failure) {
      problem(request, trace, failure, started);
    } else {
      // The connection's end in the middle of the body: nobody waits for an answer, and nothing
      // has been done.
      clock.answered(request, started);
    }
  }
}
