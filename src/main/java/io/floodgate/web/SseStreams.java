package io.floodgate.web;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The streams of one event loop: no more on the node than allowed, kept alive, and ended when the
 * server stops, because nothing else would end them. Lives on that event loop.
 */
final class SseStreams {

  /** Clients come back after 1 to this many seconds, so that not all come at once. */
  private static final int MAX_RETRY_SECONDS = 3;

  private final Vertx vertx;
  private final Web web;
  private final Responder responder;
  private final AtomicInteger openOnNode;
  private final Duration heartbeat;
  private final Set<SseStream> open = new HashSet<>();
  private long beating = -1;
  private boolean ended;

  SseStreams(Vertx vertx, Web web, Responder responder) {
    this.vertx = vertx;
    this.web = web;
    this.responder = responder;
    this.openOnNode = web.openStreams();
    this.heartbeat = web.config().http().streamHeartbeat();
  }

  /** Begins a stream, unless there are too many or the server stops. */
  Optional<SseStream> open(HttpServerRequest request, Visit visit) {
    if (ended) {
      return Optional.empty();
    }
    if (openOnNode.incrementAndGet() > web.config().http().maxStreams()) {
      openOnNode.decrementAndGet();
      return Optional.empty();
    }
    HttpServerResponse response = responder.events(request, visit);
    SseStream opened = new SseStream(response, this::closed);
    open.add(opened);
    int retry = ThreadLocalRandom.current().nextInt(1_000, MAX_RETRY_SECONDS * 1_000);
    response.write("retry: " + retry + "\n\n");
    if (beating < 0) {
      beating =
          vertx.setPeriodic(heartbeat.toMillis(), _ -> List.copyOf(open).forEach(SseStream::beat));
    }
    return Optional.of(opened);
  }

  /** Ends all of them; no new one begins. */
  void end() {
    ended = true;
    List.copyOf(open).forEach(SseStream::end);
  }

  private void closed(SseStream stream) {
    open.remove(stream);
    openOnNode.decrementAndGet();
    if (open.isEmpty()) {
      vertx.cancelTimer(beating);
      beating = -1;
    }
  }
}
