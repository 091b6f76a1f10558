package io.floodgate.bench;

import java.util.Collection;
import java.util.List;

/**
 * What several runs gave: their median, and how far they lie apart.
 *
 * @param all in ascending order; at least one
 */
record Figures(List<Double> all) {

  Figures {
    if (all.isEmpty()) {
      throw new IllegalArgumentException("no figures");
    }
    all = all.stream().sorted().toList();
  }

  static Figures of(Collection<Double> all) {
    return new Figures(List.copyOf(all));
  }

  double median() {
    int middle = all.size() / 2;
    return all.size() % 2 == 1 ? all.get(middle) : (all.get(middle - 1) + all.get(middle)) / 2;
  }

  double least() {
    return all.getFirst();
  }

  double most() {
    return all.getLast();
  }
}
