package io.floodgate.web;

import io.floodgate.config.Config;
import io.vertx.core.http.HttpConnection;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The open connections of this node, shared by all event loops: no more than allowed, and none that
 * dawdles.
 */
final class Connections {

  private final Supplier<Config.Http> limits;
  private final AtomicInteger open = new AtomicInteger();

  /**
   * @param limits asked anew for each connection
   */
  Connections(Supplier<Config.Http> limits) {
    this.limits = limits;
  }

  void accept(HttpConnection connection) {
    connection.closeHandler(_ -> open.decrementAndGet());
    Config.Http now = limits.get();
    if (open.incrementAndGet() > now.maxConnections()) {
      connection.close();
    } else {
      SlowClientGuard.watch(connection, now.readTimeout());
    }
  }

  int open() {
    return open.get();
  }
}
