package io.floodgate.web;

import io.floodgate.base.CommonFailure;
import io.floodgate.base.Failure;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;

/** Puts routes on a router, and at the end what answers everything that is not there. */
final class Routes {

  static final String API = "/api/v1";

  private final Web web;
  private final Router router;
  private final Entrance entrance;
  private final Responder responder;
  private final SseStreams streams;
  private final RouteClock unknown;
  private final Map<String, TreeSet<String>> methodsOf = new LinkedHashMap<>();

  Routes(Web web, Router router, Entrance entrance, Responder responder, SseStreams streams) {
    this.web = web;
    this.router = router;
    this.entrance = entrance;
    this.responder = responder;
    this.streams = streams;
    this.unknown = RouteClock.ofUnknown(web.meter());
  }

  void get(String path, Endpoint.Action action) {
    add(
        HttpMethod.GET,
        path,
        endpoint(Priority.READ, path, false, clock(HttpMethod.GET, path), action));
  }

  /** A read of an operator, or of what watches over the server. */
  void watch(String path, Endpoint.Action action) {
    add(
        HttpMethod.GET,
        path,
        endpoint(Priority.WATCHING, path, false, clock(HttpMethod.GET, path), action));
  }

  /** One that answers with a stream of events where the client asks for one. */
  void getOrStream(String path, Endpoint.Action read, SseEndpoint.Action open) {
    RouteClock clock = clock(HttpMethod.GET, path);
    Endpoint answer = endpoint(Priority.READ, path, false, clock, read);
    SseEndpoint stream =
        new SseEndpoint(web, entrance, responder, streams, Visit.routeOf(path), clock, open);
    add(
        HttpMethod.GET,
        path,
        context -> (SseEndpoint.isWanted(context.request()) ? stream : answer).handle(context));
  }

  /** One that answers with a stream of events, whatever the client says it takes. */
  void stream(String path, SseEndpoint.Action open) {
    add(
        HttpMethod.GET,
        path,
        new SseEndpoint(
            web,
            entrance,
            responder,
            streams,
            Visit.routeOf(path),
            clock(HttpMethod.GET, path),
            open));
  }

  void post(Priority priority, String path, Endpoint.Action action) {
    add(
        HttpMethod.POST,
        path,
        endpoint(priority, path, true, clock(HttpMethod.POST, path), action));
  }

  void patch(Priority priority, String path, Endpoint.Action action) {
    add(
        HttpMethod.PATCH,
        path,
        endpoint(priority, path, true, clock(HttpMethod.PATCH, path), action));
  }

  /** A route with answers of its own kind. */
  void serve(String path, Handler<RoutingContext> handler) {
    RouteClock clock = clock(HttpMethod.GET, path);
    add(
        HttpMethod.GET,
        path,
        context -> {
          long cameNanos = System.nanoTime();
          context.response().endHandler(_ -> clock.answered(context.request(), cameNanos));
          handler.handle(context);
        });
  }

  /** The other methods of the known paths, all other paths, and what vertx-web itself refuses. */
  void close() {
    methodsOf.forEach((path, methods) -> router.route(path).handler(notAllowed(methods)));
    router.route().handler(refuse(CommonFailure.ROUTE_NOT_FOUND));
    router.errorHandler(400, refuse(CommonFailure.INVALID_REQUEST));
    router.errorHandler(404, refuse(CommonFailure.ROUTE_NOT_FOUND));
    router.errorHandler(500, this::failed);
  }

  private Endpoint endpoint(
      Priority priority, String path, boolean readsBody, RouteClock clock, Endpoint.Action action) {
    return new Endpoint(
        web, entrance, responder, Visit.routeOf(path), clock, priority, readsBody, action);
  }

  private RouteClock clock(HttpMethod method, String path) {
    return RouteClock.of(web.meter(), method.name(), path);
  }

  private void add(HttpMethod method, String path, Handler<RoutingContext> handler) {
    methodsOf.computeIfAbsent(path, _ -> new TreeSet<>()).add(method.name());
    router.route(method, path).handler(handler);
  }

  private Handler<RoutingContext> notAllowed(TreeSet<String> methods) {
    String allow = String.join(", ", methods);
    Handler<RoutingContext> refuse = refuse(CommonFailure.METHOD_NOT_ALLOWED);
    return context -> {
      context.response().putHeader(HttpHeaders.ALLOW, allow);
      refuse.handle(context);
    };
  }

  private Handler<RoutingContext> refuse(CommonFailure code) {
    return context -> problem(context, Failure.of(code));
  }

  private void failed(RoutingContext context) {
    problem(
        context,
        context.failure() == null
            ? Failure.of(CommonFailure.INTERNAL)
            : Failure.from(context.failure()));
  }

  private void problem(RoutingContext context, Failure failure) {
    Route route = context.currentRoute();
    String template =
        route == null || route.getPath() == null
            ? RouteClock.UNKNOWN
            : Visit.routeOf(route.getPath());
    Visit visit = Visit.begin(web.traces(), context.request(), template);
    responder.problem(context.request(), visit, failure);
    unknown.answered(context.request(), visit.cameNanos());
  }
}
