package io.floodgate.web;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Remembers what the server under test measured of requests. Any thread. */
final class Requests implements WebMeter {

  /** An answer that was measured; status 0 where the client had gone. */
  record Measured(String method, String route, int status, long nanos) {}

  final Queue<Measured> measured = new ConcurrentLinkedQueue<>();

  @Override
  public Route route(String method, String route) {
    return (status, nanos) -> measured.add(new Measured(method, route, status, nanos));
  }
}
