package io.floodgate.web;

import io.floodgate.base.CommonFailure;
import io.floodgate.base.Failure;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

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
  private final Responder responder;
  private final boolean readsBody;
  private final Action action;

  Endpoint(Web web, Responder responder, boolean readsBody, Action action) {
    this.web = web;
    this.responder = responder;
    this.readsBody = readsBody;
    this.action = action;
  }

  @Override
  public void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    Trace trace = Trace.of(request.getHeader("traceparent"));
    if (!readsBody) {
      admit(context, trace, NO_BODY);
      return;
    }
    BodyReader.read(request, web.admission(), web.config().http().maxBody().value())
        .onComplete(body -> admit(context, trace, body), error -> refuse(request, trace, error));
  }

  /** Only now, so that clients who are slow to send a body hold nobody's place. */
  private void admit(RoutingContext context, Trace trace, byte[] body) {
    HttpServerRequest request = context.request();
    if (!web.admission().tryEnter()) {
      responder.problem(request, trace, Failure.of(CommonFailure.OVERLOADED));
      return;
    }
    run(new Exchange(web, context, trace, body))
        .onComplete(
            answer -> {
              web.admission().leave();
              render(request, trace, answer);
            },
            error -> {
              web.admission().leave();
              responder.problem(request, trace, Failure.from(error));
            });
  }

  private Future<Answer> run(Exchange exchange) {
    try {
      return action.answer(exchange);
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
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
