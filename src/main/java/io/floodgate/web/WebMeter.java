package io.floodgate.web;

/** What hears how long requests took. */
public interface WebMeter {

  /** Nobody listens. */
  WebMeter NONE = (method, route) -> (status, nanos) -> {};

  /**
   * What hears it of one route; asked for when the server starts, once a route and event loop.
   *
   * @param route as the contract writes it, such as {@code /api/v1/orders/{orderId}}
   */
  Route route(String method, String route);

  /** Told on event loops: it is quick, never throws, and any thread may call it. */
  @FunctionalInterface
  interface Route {

    /** Stands for a status where the client had gone before there was an answer. */
    int GONE = 0;

    /** A request was answered, so many nanoseconds after its headers had been read. */
    void answered(int status, long nanos);
  }
}
