package io.floodgate.web;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * States of one kind, such as tickets, that clients of this node watch: they are looked up
 * together, once an interval and only while somebody watches, and the {@link SseFeed} of each event
 * loop hears of those that have changed. One object a node; lives on the event loop of {@link
 * StreamVerticle}, feeds call from their own.
 *
 * @param <K> names what is watched
 */
final class SseLookout<K> {

  private static final Logger LOG = LoggerFactory.getLogger(SseLookout.class);

  /** Names in one question, so that neither a statement nor its answer grows without end. */
  private static final int CHUNK = 1_000;

  private final Duration interval;
  private final Function<Set<K>, Future<Map<K, SseState>>> lookUp;
  private final Map<K, Watched<K>> watched = new HashMap<>();
  private volatile Context context;
  private volatile long round;
  private Vertx vertx;
  private boolean looking;

  /**
   * @param lookUp the present states of these names, in one go; what it leaves out stays as it was
   */
  SseLookout(Duration interval, Function<Set<K>, Future<Map<K, SseState>>> lookUp) {
    this.interval = interval;
    this.lookUp = lookUp;
  }

  /** Called from the verticle's start, before any client can come. */
  void start(Vertx on) {
    vertx = on;
    context = on.getOrCreateContext();
  }

  /** The newest look that has begun. What a later one finds is newer than what was known before. */
  long round() {
    return round;
  }

  /** From now on the feed hears of this name. Any thread. */
  void watch(K name, SseFeed<K> feed) {
    context.runOnContext(
        _ -> {
          watched.computeIfAbsent(name, _ -> new Watched<>()).join(feed, round);
          lookLater();
        });
  }

  /** Nobody of that feed watches this name any more. Any thread. */
  void leave(K name, SseFeed<K> feed) {
    context.runOnContext(
        _ -> {
          Watched<K> of = watched.get(name);
          if (of != null && of.feeds.remove(feed) && of.feeds.isEmpty()) {
            watched.remove(name);
          }
        });
  }

  private void lookLater() {
    if (!looking && !watched.isEmpty()) {
      looking = true;
      vertx.setTimer(interval.toMillis(), _ -> look());
    }
  }

  private void look() {
    long begun = round + 1;
    round = begun;
    List<Future<?>> looks = new ArrayList<>();
    for (Set<K> names : chunks()) {
      looks.add(
          lookUp
              .apply(names)
              .onSuccess(states -> tell(begun, states))
              .onFailure(error -> LOG.debug("what streams show is not known now", error)));
    }
    Future.join(looks)
        .onComplete(
            _ -> {
              looking = false;
              lookLater();
            });
  }

  private List<Set<K>> chunks() {
    List<Set<K>> chunks = new ArrayList<>();
    Set<K> chunk = Set.of();
    for (K name : watched.keySet()) {
      if (chunks.isEmpty() || chunk.size() == CHUNK) {
        chunk = new HashSet<>();
        chunks.add(chunk);
      }
      chunk.add(name);
    }
    return chunks;
  }

  private void tell(long found, Map<K, SseState> states) {
    Map<SseFeed<K>, Map<K, SseState>> news = new HashMap<>();
    states.forEach(
        (name, state) -> {
          Watched<K> of = watched.get(name);
          if (of != null && of.isNews(state, found)) {
            of.feeds.forEach(
                feed -> news.computeIfAbsent(feed, _ -> new HashMap<>()).put(name, state));
          }
        });
    news.forEach((feed, changed) -> feed.tell(found, changed));
  }

  /** Who watches one name, and what all of them know of it. */
  private static final class Watched<K> {
    private final Set<SseFeed<K>> feeds = new HashSet<>();
    private long joined;
    private String told;

    /** What the newcomer knows may be older than what the others do, and than this look. */
    void join(SseFeed<K> feed, long now) {
      feeds.add(feed);
      joined = now;
      told = null;
    }

    boolean isNews(SseState state, long found) {
      boolean allTold = found > joined;
      if (allTold && state.id().equals(told)) {
        return false;
      }
      told = allTold ? state.id() : null;
      return true;
    }
  }
}
