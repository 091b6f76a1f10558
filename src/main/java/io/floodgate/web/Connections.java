package io.floodgate.web;

import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The open connections of this node, shared by all event loops: no more than allowed, and none that
 * dawdles.
 */
final class Connections {

  private final int maximum;
  private final Duration readTimeout;
  private final AtomicInteger open = new AtomicInteger();

  Connections(int maximum, Duration readTimeout) {
    this.maximum = maximum;
    this.readTimeout = readTimeout;
  }

  void accept(HttpConnection connection) {
    connection.closeHandler(_ -> open.decrementAndGet());
    if (open.incrementAndGet() > maximum) {
      connection.close();
    } else {
      SlowClientGuard.watch(connection, readTimeout);
    }
  }

  int open() {
    return open.get();
  }
}
