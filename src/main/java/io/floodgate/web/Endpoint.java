package io.floodgate.web;

import io.floodgate.base.Failure;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/**
 * What surrounds each route's handler: the visit, the body, admission, and turning whatever comes
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
  private final String route;
  private final RouteClock clock;
  private final Priority priority;
  private final boolean readsBody;
  private final Action action;

  Endpoint(
      Web web,
      Entrance entrance,
      Responder responder,
      String route,
      RouteClock clock,
      Priority priority,
      boolean readsBody,
      Action action) {
    this.web = web;
    this.entrance = entrance;
    this.responder = responder;
    this.route = route;
    this.clock = clock;
    this.priority = priority;
    this.readsBody = readsBody;
    this.action = action;
  }

  @Override
  public void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    Visit visit = Visit.begin(web.traces(), request, route);
    Optional<Failure> refusal = entrance.refusal(priority);
    if (refusal.isPresent()) {
      problem(request, visit, refusal.get());
    } else if (readsBody) {
      BodyReader.read(request, web.admission(), web.config().http().maxBody().value())
          .onComplete(body -> carry(context, visit, body), error -> refuse(request, visit, error));
    } else {
      carry(context, visit, NO_BODY);
    }
  }

  /** Only now, so that clients who are slow to send a body hold nobody's place. */
  private void carry(RoutingContext context, Visit visit, byte[] body) {
    HttpServerRequest request = context.request();
    entrance
        .carry(priority, () -> action.answer(new Exchange(web, context, visit, body)))
        .onComplete(
            answer -> render(request, visit, answer),
            error -> problem(request, visit, Failure.from(error)));
  }

  private void render(HttpServerRequest request, Visit visit, Answer answer) {
    try {
      responder.answer(request, visit, answer);
    } catch (RuntimeException e) {
      responder.problem(request, visit, Failure.from(e));
    }
    clock.answered(request, visit.cameNanos());
  }

  private void problem(HttpServerRequest request, Visit visit, Failure failure) {
    responder.problem(request, visit, failure);
    clock.answered(request, visit.cameNanos());
  }

  private void refuse(HttpServerRequest request, Visit visit, Throwable error) {
    if (error instanceof Failure failure) {
      problem(request, visit, failure);
    } else {
      // The connection's end in the middle of the body: nobody waits for an answer, and nothing has
      // been done.
      visit.abandon();
      clock.answered(request, visit.cameNanos());
    }
  }
}
