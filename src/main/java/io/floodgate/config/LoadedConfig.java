package io.floodgate.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The configuration in effect, and where each of its values came from. Immutable.
 *
 * @param config the values
 * @param sources the source of every key, by dotted path, in the order of the records
 */
public record LoadedConfig(Config config, Map<String, Source> sources) {
  public LoadedConfig {
    sources = Collections.unmodifiableMap(new LinkedHashMap<>(sources));
  }

  /** The effective configuration as lines of text: key, value, where from. Secrets are masked. */
  public List<String> print() {
    int keyWidth = sources.keySet().stream().mapToInt(String::length).max().orElse(1);
    int valueWidth =
        sources.values().stream().mapToInt(source -> source.written().length()).max().orElse(1);
    String format = "%-" + keyWidth + "s  %-" + Math.max(1, valueWidth) + "s  %s";
    return sources.entrySet().stream()
        .map(
            entry ->
                format.formatted(
                    entry.getKey(), entry.getValue().written(), entry.getValue().place()))
        .toList();
  }
}
