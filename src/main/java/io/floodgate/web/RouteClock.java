package io.floodgate.web;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/** Measures how long the requests of one route take. Any event loop. */
final class RouteClock {

  /** The route of what fits none: unknown paths, wrong methods, what is no HTTP. */
  static final String UNKNOWN = "unknown";

  /** A client may make methods up, so that they are not told apart there. */
  static final String ANY_METHOD = "any";

  private final WebMeter.Route meter;

  private RouteClock(WebMeter.Route meter) {
    this.meter = meter;
  }

  /**
   * @param path as the router takes it, such as {@code /api/v1/orders/:orderId}
   */
  static RouteClock of(WebMeter meter, String method, String path) {
    return new RouteClock(meter.route(method, path.replaceAll(":(\\w+)", "{$1}")));
  }

  static RouteClock ofUnknown(WebMeter meter) {
    return new RouteClock(meter.route(ANY_METHOD, UNKNOWN));
  }

  /**
   * Whatever there is to answer has been written, or is being written.
   *
   * @param cameNanos when the request came, by {@link System#nanoTime}
   */
  void answered(HttpServerRequest request, long cameNanos) {
    HttpServerResponse response = request.response();
    meter.answered(
        response.headWritten() ? response.getStatusCode() : WebMeter.Route.GONE,
        System.nanoTime() - cameNanos);
  }
}
