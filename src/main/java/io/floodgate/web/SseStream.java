package io.floodgate.web;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.function.Consumer;

/**
 * One client's stream of events. What a slow client has not taken yet is replaced by what is newer:
 * at most one event waits for it. Lives on the connection's event loop.
 */
final class SseStream {

  /** Bytes that may wait in the connection before events are held back. */
  private static final int WRITE_QUEUE = 16 * 1024;

  private static final Buffer HEARTBEAT = Buffer.buffer(":\n\n");

  private final HttpServerResponse response;
  private final Consumer<SseStream> whenOver;
  private Runnable alsoWhenOver = () -> {};
  private SseEvent waiting;
  private boolean over;

  /**
   * @param whenOver given this once, when the client has gone or has been sent all
   */
  SseStream(HttpServerResponse response, Consumer<SseStream> whenOver) {
    this.response = response;
    this.whenOver = whenOver;
    response.setWriteQueueMaxSize(WRITE_QUEUE);
    response.drainHandler(_ -> drained());
    response.exceptionHandler(_ -> over());
    response.closeHandler(_ -> over());
  }

  /** Also does this once when it is over, at once if it is. */
  void whenOver(Runnable task) {
    if (over) {
      task.run();
    } else {
      alsoWhenOver = task;
    }
  }

  /** Sends it as soon as the client takes it, unless a newer one comes before that. */
  void offer(SseEvent event) {
    if (over) {
      return;
    }
    if (response.writeQueueFull()) {
      waiting = event;
    } else {
      write(event);
    }
  }

  /** A sign of life; a client that takes nothing needs none. */
  void beat() {
    if (!over && !response.writeQueueFull()) {
      response.write(HEARTBEAT).onFailure(_ -> over());
    }
  }

  /** Ends it before its time: the client will connect again, to a node that lives. */
  void end() {
    if (!over) {
      over();
      response.end();
    }
  }

  private void drained() {
    if (!over && waiting != null) {
      SseEvent event = waiting;
      waiting = null;
      write(event);
    }
  }

  private void write(SseEvent event) {
    if (event.last()) {
      over();
      response.end(event.bytes());
    } else {
      response.write(event.bytes()).onFailure(_ -> over());
    }
  }

  private void over() {
    if (!over) {
      over = true;
      waiting = null;
      whenOver.accept(this);
      alsoWhenOver.run();
    }
  }
}
