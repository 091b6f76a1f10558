package io.floodgate.ranking;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** The rankings that this node serves, as they were read last. One object a node; any thread. */
public final class Board {

  private volatile Map<Window, TopProducts> rankings = Map.of();

  Optional<TopProducts> ranking(Window window) {
    return Optional.ofNullable(rankings.get(window));
  }

  void show(Map<Window, TopProducts> newest) {
    rankings = new EnumMap<>(newest);
  }
}
