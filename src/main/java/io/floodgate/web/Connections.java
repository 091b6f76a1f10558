package io.floodgate.web;

import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The open connections of this node, shared by all event loops: no more than allowed, and none that
 * dawdles.
 */
final class Connections {

  /** Answers that one client may leave unread before it is cut off, in bytes. */
  private static final long MAX_UNREAD = 1 << 20;

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

  /** A client that sends requests and never reads the answers would fill the heap with them. */
  static boolean isFlooded(HttpConnection connection) {
    return SlowClientGuard.unread(connection) > MAX_UNREAD;
  }

  int open() {
    return open.get();
  }
}
