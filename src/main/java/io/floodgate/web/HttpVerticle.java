package io.floodgate.web;

import io.floodgate.base.CommonFailure;
import io.floodgate.base.Failure;
import io.floodgate.config.Config;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import java.util.concurrent.TimeUnit;

/**
 * The HTTP server of one event loop. Instances of one {@link Web} share a port; each connection
 * stays with the instance that took it.
 *
 * <p>A stop lets requests under way finish for as long as {@code http.drainTimeout} says.
 */
public final class HttpVerticle extends VerticleBase {

  private static final int MAX_INITIAL_LINE_BYTES = 4 * 1024;
  private static final int ACCEPT_BACKLOG = 4 * 1024;

  private final Web web;
  private HttpServer server;
  private Responder responder;
  private Entrance entrance;
  private SseStreams streams;
  private RouteClock unknown;

  public HttpVerticle(Web web) {
    this.web = web;
  }

  @Override
  public Future<?> start() {
    responder = new Responder(vertx, web.requestLog());
    streams = new SseStreams(vertx, web, responder);
    entrance = new Entrance(vertx, web.admission(), () -> web.config().admission().maxLag());
    entrance.watch();
    web.watch(entrance.lag());
    unknown = RouteClock.ofUnknown(web.meter());
    server =
        vertx
            .createHttpServer(options())
            .connectionHandler(web.connections()::accept)
            .invalidRequestHandler(this::refuseInvalid)
            .requestHandler(
                new Doorman(
                    web.health().life(),
                    web.config().runtime().stopTimeout(),
                    responder,
                    router()));
    return server
        .listen(web.listenPort(), web.config().http().host())
        .onSuccess(listening -> web.listening(listening.actualPort()));
  }

  @Override
  public Future<?> stop() {
    streams.end(); // a stop would wait for them in vain
    long millis = web.config().http().drainTimeout().toMillis();
    return server.shutdown(millis, TimeUnit.MILLISECONDS);
  }

  /** The hot routes stand first: the router tries one after the other. */
  private Router router() {
    Config config = web.config();
    Router router = Router.router(vertx);
    Routes routes = new Routes(web, router, entrance, responder, streams);
    OrderRoutes orders = new OrderRoutes(vertx, web);
    CouponRoutes coupons = new CouponRoutes(vertx, web);
    ProductRoutes products = new ProductRoutes();
    orders.mountPlacing(routes);
    coupons.mountIssuing(routes);
    new TopRoutes(vertx, web).mount(routes);
    products.mountDetail(routes);
    new PointRoutes(() -> web.config().points()).mount(routes);
    products.mount(routes);
    orders.mount(routes);
    coupons.mount(routes);
    new TicketRoutes(vertx, web).mount(routes);
    new OpsRoutes(vertx, config.ops(), web.health(), web.metricsPage()).mount(routes);
    new DocsRoutes(vertx, web.assets()).mount(routes);
    routes.close();
    return router;
  }

  /** What the decoder could not read. */
  private void refuseInvalid(HttpServerRequest request) {
    Throwable cause = request.decoderResult().cause();
    if (cause instanceof TooLongHttpLineException) {
      refuse(request, CommonFailure.URI_TOO_LONG);
    } else if (cause instanceof TooLongHttpHeaderException) {
      refuse(request, CommonFailure.HEADERS_TOO_LARGE);
    } else {
      refuse(request, CommonFailure.INVALID_REQUEST);
    }
  }

  private void refuse(HttpServerRequest request, CommonFailure code) {
    Visit visit = Visit.begin(web.traces(), request, RouteClock.UNKNOWN);
    responder.problem(request, visit, Failure.of(code));
    unknown.answered(request, visit.cameNanos());
  }

  private HttpServerOptions options() {
    Config.Http http = web.config().http();
    return new HttpServerOptions()
        .setIdleTimeout((int) http.idleTimeout().toMillis())
        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
        .setMaxHeaderSize(http.maxHeaders().value())
        .setMaxInitialLineLength(MAX_INITIAL_LINE_BYTES)
        .setAcceptBacklog(ACCEPT_BACKLOG)
        .setCompressionSupported(false)
        .setHandle100ContinueAutomatically(false) // the body reader asks, once it wants the body
        .setHttp2ClearTextEnabled(false)
        .setPerFrameWebSocketCompressionSupported(false)
        .setPerMessageWebSocketCompressionSupported(false);
  }
}
