package io.floodgate.config;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** Collects what is wrong with keys together, each finding with the values it speaks of. */
final class Findings {

  private final Map<String, Source> sources;
  private final Set<String> faulty;
  private final List<ConfigFault> found;

  /**
   * @param faulty keys whose value is refused already: findings that speak of one are left out
   * @param found where findings are added
   */
  Findings(Map<String, Source> sources, Set<String> faulty, List<ConfigFault> found) {
    this.sources = sources;
    this.faulty = faulty;
    this.found = found;
  }

  /** Adds a finding at the first key; {@code problem} has a {@code %s} for each of the others. */
  void require(boolean holds, String problem, String key, String... others) {
    if (holds || faulty.contains(key) || List.of(others).stream().anyMatch(faulty::contains)) {
      return;
    }
    Object[] said = List.of(others).stream().map(this::said).toArray();
    Source source = sources.get(key);
    found.add(new ConfigFault(source.place(), key, source.written(), problem.formatted(said)));
  }

  private String said(String key) {
    Source source = sources.get(key);
    return "%s = %s (%s)".formatted(key, source.written(), source.place());
  }
}
