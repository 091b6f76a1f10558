package io.floodgate.ranking;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.LongAdder;

/** The rankings that this node serves, as they were read last. One object a node; any thread. */
public final class Board {

  /** A start waits no longer for the first rankings. */
  public static final Duration WARM_WITHIN = Duration.ofSeconds(2);

  private final Promise<Void> warm = Promise.promise();
  private final LongAdder builds = new LongAdder();
  private volatile Map<Window, TopProducts> rankings = Map.of();
  private volatile OptionalLong shownNanos = OptionalLong.empty();

  /** Completes when there are rankings to serve. */
  public Future<Void> warm() {
    return warm.future();
  }

  /** How long ago the rankings were read; empty before the first were. */
  public Optional<Duration> age() {
    OptionalLong shown = shownNanos;
    return shown.isPresent()
        ? Optional.of(Duration.ofNanos(System.nanoTime() - shown.getAsLong()))
        : Optional.empty();
  }

  /** How often this node has built the ranking in Redis from PostgreSQL since its start. */
  public long builds() {
    return builds.sum();
  }

  void built() {
    builds.increment();
  }

  Optional<TopProducts> ranking(Window window) {
    return Optional.ofNullable(rankings.get(window));
  }

  void show(Map<Window, TopProducts> newest) {
    rankings = new EnumMap<>(newest);
    shownNanos = OptionalLong.of(System.nanoTime());
    warm.tryComplete();
  }
}
