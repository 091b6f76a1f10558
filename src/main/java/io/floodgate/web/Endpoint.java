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
  private final Priority priority;
  private final boolean readsBody;
  private final Action action;

  Endpoint(
      Web web,
      Entrance entrance,
      Responder responder,
      Priority priority,
      boolean readsBody,
      Action action) {
    this.web = web;
    this.entrance = entrance;
    this.responder = responder;
    this.priority = priority;
    this.readsBody = readsBody;
    this.action = action;
  }

  @Override
  public void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    Trace trace = Trace.of(request.getHeader("traceparent"));
    Optional<Failure> refusal = entrance.refusal(priority);
    if (refusal.isPresent()) {
      responder.problem(request, trace, refusal.get());
    } else if (readsBody) {
      BodyReader.read(request, web.admission(), web.config().http().maxBody().value())
          .onComplete(body -> carry(context, trace, body), error -> refuse(request, trace, error));
    } else {
      carry(context, trace, NO_BODY);
    }
  }

  /** Only now, so that clients who are slow to send a body hold nobody's place. */
  private void carry(RoutingContext context, Trace trace, byte[] body) {
    HttpServerRequest request = context.request();
    entrance
        .carry(priority, () -> action.answer(new Exchange(web, context, trace, body)))
        .onComplete(
            answer -> render(request, trace, answer),
            error -> responder.problem(request, trace, Failure.from(error)));
  }

  private void render(HttpServerRequest request, Trace trace, Answer answer) {
    try {
      responder.answer(request, trace, answer);
    } catch (RuntimeException e) {
      responder.problem(request, trace, Failure.from(e));
    }
  }

  private void refuse(HttpServerRequest request, Trace trace, Throwable error) {
    if (error instanceof Failure failure) {
      responder.problem(request, trace, failure);
    }
    // Anything else is the connection's end in the middle of the body: nobody waits for an answer,
    // and nothing has been done.
  }
}
