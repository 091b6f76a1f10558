package io.floodgate.web;

import io.floodgate.base.CommonFailure;
import io.floodgate.base.Failure;
import io.floodgate.ops.Life;
import io.floodgate.trace.Traces;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Stands before all routes, and knows where the node stands in its life. Before it serves, nothing
 * but its health is told. Once it was told to stop, each request is still answered, as the last one
 * of its connection: the client's next one goes wherever the way leads by then, and none is lost to
 * a connection that closes while it is sent.
 */
final class Doorman implements Handler<HttpServerRequest> {

  private static final String HEALTH = "/ops/health/";
  private static final CharSequence CLOSE = HttpHeaders.createOptimized("close");

  private final Life life;
  private final Duration patience;
  private final Responder responder;
  private final Handler<HttpServerRequest> routes;

  /**
   * @param patience how long an answer may take before its connection is closed without it
   */
  Doorman(Life life, Duration patience, Responder responder, Handler<HttpServerRequest> routes) {
    this.life = life;
    this.patience = patience;
    this.responder = responder;
    this.routes = routes;
  }

  @Override
  public void handle(HttpServerRequest request) {
    switch (life.phase()) {
      case SERVING -> routes.handle(request);
      case STARTING -> beforeServing(request);
      case STOPPING -> {
        request.response().putHeader(HttpHeaders.CONNECTION, CLOSE);
        // Closes behind the answer to this request, and reads no other.
        request.connection().shutdown(patience.toMillis(), TimeUnit.MILLISECONDS);
        routes.handle(request);
      }
    }
  }

  private void beforeServing(HttpServerRequest request) {
    String path = request.path();
    if (path != null && path.startsWith(HEALTH)) {
      routes.handle(request);
    } else {
      // Of a server that is not there yet, no trace is recorded.
      Visit visit = Visit.begin(Traces.OFF, request, RouteClock.UNKNOWN);
      responder.problem(request, visit, Failure.of(CommonFailure.UNAVAILABLE));
    }
  }
}
