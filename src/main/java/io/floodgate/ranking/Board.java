package io.floodgate.ranking;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** The rankings that this node serves, as they were read last. One object a node; any thread. */
public final class Board {

  /** A start waits no longer for the first rankings. */
  public static final Duration WARM_WITHIN = Duration.ofSeconds(2);

  private final Promise<Void> warm = Promise.promise();
  private volatile Map<Window, TopProducts> rankings = Map.of();

  /** Completes when there are rankings to serve. */
  public Future<Void> warm() {
    return warm.future();
  }

  Optional<TopProducts> ranking(Window window) {
    return Optional.ofNullable(rankings.get(window));
  }

  void show(Map<Window, TopProducts> newest) {
    rankings = new EnumMap<>(newest);
    warm.tryComplete();
  }
}
