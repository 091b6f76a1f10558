package io.floodgate.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What files that were read again make of a running configuration.
 *
 * @param effective what is in effect from now on
 * @param pending by key, what waits for the next start
 * @param lines what an operator reads of it, one line a key
 */
public record ConfigChange(
    LoadedConfig effective, Map<String, Source> pending, List<String> lines) {

  public ConfigChange {
    lines = List.copyOf(lines);
  }

  /**
   * Takes the live keys from what is wanted, and all others from what runs.
   *
   * @throws ConfigException when the two do not go together
   */
  static ConfigChange between(ConfigState now, LoadedConfig wanted) {
    Map<String, Object> running = Keys.values(now.loaded().config());
    Map<String, Object> next = Keys.values(wanted.config());
    Map<String, Object> values = new HashMap<>();
    Map<String, Source> sources = new LinkedHashMap<>();
    Map<String, Source> pending = new LinkedHashMap<>();
    List<String> lines = new ArrayList<>();
    for (Key key : Keys.ALL.sequencedValues()) {
      String path = key.path();
      Source old = now.loaded().sources().get(path);
      Source given = wanted.sources().get(path);
      boolean same = running.get(path).equals(next.get(path));
      boolean takes = same || key.live();
      values.put(path, takes ? next.get(path) : running.get(path));
      sources.put(path, takes ? given : old);
      if (!takes) {
        pending.put(path, given);
        Source told = now.pending().get(path);
        if (told == null || !told.written().equals(given.written())) {
          lines.add(
              "%s changed in %s: takes effect at the next start".formatted(path, given.place()));
        }
      } else if (!same) {
        lines.add("%s: %s → %s (%s)".formatted(path, shown(old), shown(given), given.place()));
      } else if (now.pending().containsKey(path)) {
        lines.add("%s is again what runs".formatted(path));
      }
    }
    Config config = Keys.config(values);
    requireTogether(config, sources);
    return new ConfigChange(new LoadedConfig(config, sources), pending, lines);
  }

  /** The files are right by themselves, but a part of them is not in effect before a restart. */
  private static void requireTogether(Config config, Map<String, Source> sources) {
    List<ConfigFault> broken = new ArrayList<>();
    new Rules(config, sources, Set.of(), broken).check();
    if (!broken.isEmpty()) {
      throw new ConfigException(
          broken.stream()
              .map(
                  fault ->
                      new ConfigFault(
                          fault.place(),
                          fault.key(),
                          fault.given(),
                          fault.problem() + "; so it needs a restart"))
              .toList());
    }
  }

  private static String shown(Source source) {
    return source.written().isEmpty() ? "\"\"" : source.written();
  }
}
