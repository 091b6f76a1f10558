package io.floodgate.web;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * States of one kind, such as tickets, that clients of one event loop watch: they are looked up
 * together, once an interval and only while somebody watches, and each client hears of those that
 * have changed. Lives on that event loop.
 *
 * @param <K> names a state
 * @param <V> the state; a record, so that it shows whether it has changed
 */
final class SseFeed<K, V> {

  private static final Logger LOG = LoggerFactory.getLogger(SseFeed.class);

  private final Vertx vertx;
  private final Duration interval;
  private final Function<Set<K>, Future<Map<K, V>>> lookUp;
  private final Map<K, List<Watcher<V>>> watchers = new HashMap<>();
  private boolean looking;

  /**
   * @param lookUp the present states of these names, in one go; what it leaves out stays as it was
   */
  SseFeed(Vertx vertx, Duration interval, Function<Set<K>, Future<Map<K, V>>> lookUp) {
    this.vertx = vertx;
    this.interval = interval;
    this.lookUp = lookUp;
  }

  /** Sends the state as it is now, and from then on whenever it has changed, until the last. */
  void watch(K name, V now, Function<V, SseEvent> render, SseStream stream) {
    Watcher<V> watcher = new Watcher<>(stream, render);
    if (!watcher.tell(now)) {
      watchers.computeIfAbsent(name, _ -> new ArrayList<>()).add(watcher);
      lookLater();
    }
  }

  private void lookLater() {
    if (!looking) {
      looking = true;
      vertx.setTimer(interval.toMillis(), _ -> look());
    }
  }

  private void look() {
    forgetWhoHasGone();
    if (watchers.isEmpty()) {
      looking = false;
      return;
    }
    lookUp
        .apply(Set.copyOf(watchers.keySet()))
        .onSuccess(states -> states.forEach(this::tell))
        .onFailure(error -> LOG.debug("what streams show is not known now", error))
        .onComplete(
            _ -> {
              looking = false;
              lookLater();
            });
  }

  private void tell(K name, V state) {
    List<Watcher<V>> of = watchers.get(name);
    if (of != null && of.removeIf(watcher -> watcher.tell(state)) && of.isEmpty()) {
      watchers.remove(name);
    }
  }

  private void forgetWhoHasGone() {
    for (Iterator<List<Watcher<V>>> each = watchers.values().iterator(); each.hasNext(); ) {
      List<Watcher<V>> of = each.next();
      of.removeIf(watcher -> watcher.stream.isOver());
      if (of.isEmpty()) {
        each.remove();
      }
    }
  }

  private static final class Watcher<V> {
    private final SseStream stream;
    private final Function<V, SseEvent> render;
    private V told;

    Watcher(SseStream stream, Function<V, SseEvent> render) {
      this.stream = stream;
      this.render = render;
    }

    /**
     * @return whether that was the last state
     */
    boolean tell(V state) {
      if (state.equals(told)) {
        return false;
      }
      told = state;
      SseEvent event = render.apply(state);
      stream.offer(event);
      return event.last();
    }
  }
}
