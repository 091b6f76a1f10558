package io.floodgate.web;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;

/**
 * The clients of one event loop that watch states of one kind: each hears of its own when that has
 * changed, until the last. Lives on that event loop.
 *
 * @param <K> names what is watched
 */
final class SseFeed<K> {

  /** Clients that are told in one go: so many writes take about a millisecond. */
  private static final int AT_ONCE = 64;

  /** Until the next go, so that a crowd of streams leaves half of the event loop to requests. */
  private static final long BREATH_MILLIS = 1;

  private final Vertx vertx;
  private final Context context;
  private final SseLookout<K> lookout;
  private final Map<K, Set<Watcher>> watchers = new HashMap<>();
  private final Queue<Watcher> toTell = new ArrayDeque<>();
  private boolean telling;

  SseFeed(Vertx vertx, SseLookout<K> lookout) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.lookout = lookout;
  }

  /** A stream that begins with this state. */
  SseEndpoint.Opening opening(K name, SseState now, Language language) {
    return new SseEndpoint.Opening(now, language, stream -> watch(name, now, language, stream));
  }

  private void watch(K name, SseState now, Language language, SseStream stream) {
    Watcher watcher = new Watcher(stream, language, now.id(), lookout.round());
    watchers.computeIfAbsent(name, _ -> new HashSet<>()).add(watcher);
    stream.whenOver(() -> forget(name, watcher));
    lookout.watch(name, this);
  }

  /**
   * States that may have changed. Any thread.
   *
   * @param found the look that found them
   */
  void tell(long found, Map<K, SseState> states) {
    context.runOnContext(_ -> states.forEach((name, state) -> tell(found, name, state)));
  }

  private void tell(long found, K name, SseState state) {
    Map<Language, SseEvent> events = new EnumMap<>(Language.class);
    for (Watcher watcher : watchers.getOrDefault(name, Set.of())) {
      // What was looked up before the client asked may be older than what it was told then.
      if (found > watcher.since && !state.id().equals(watcher.newest)) {
        watcher.newest = state.id();
        if (watcher.next == null) {
          toTell.add(watcher);
        }
        watcher.next =
            events.computeIfAbsent(watcher.language, language -> SseEvent.of(state, language));
      }
    }
    if (!telling) {
      tellSome();
    }
  }

  /** Who waits for its turn while the state changes again is told the newest alone. */
  private void tellSome() {
    for (int i = 0; i < AT_ONCE && !toTell.isEmpty(); i++) {
      Watcher watcher = toTell.remove();
      SseEvent event = watcher.next;
      watcher.next = null;
      watcher.stream.offer(event);
    }
    telling = !toTell.isEmpty();
    if (telling) {
      vertx.setTimer(BREATH_MILLIS, _ -> tellSome());
    }
  }

  private void forget(K name, Watcher watcher) {
    Set<Watcher> of = watchers.get(name);
    if (of != null && of.remove(watcher) && of.isEmpty()) {
      watchers.remove(name);
      lookout.leave(name, this);
    }
  }

  private static final class Watcher {
    private final SseStream stream;
    private final Language language;
    private final long since;
    private String newest;
    private SseEvent next;

    Watcher(SseStream stream, Language language, String known, long since) {
      this.stream = stream;
      this.language = language;
      this.newest = known;
      this.since = since;
    }
  }
}
