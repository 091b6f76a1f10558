package io.floodgate.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

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

  /** Every key, in the order of the records. Secrets are masked. */
  public List<Setting> settings() {
    return sources.entrySet().stream()
        .map(
            entry -> {
              Source source = entry.getValue();
              boolean live = Keys.ALL.get(entry.getKey()).live();
              return new Setting(entry.getKey(), source.written(), source.place(), live);
            })
        .toList();
  }

  /**
   * The effective configuration as lines of text: key, value, where from, and {@code live} where a
   * change takes effect while the server runs. Secrets are masked.
   */
  public List<String> print() {
    List<Setting> settings = settings();
    String format =
        "%%-%ds  %%-%ds  %%-%ds  %%s"
            .formatted(
                width(settings, Setting::key),
                width(settings, Setting::value),
                width(settings, Setting::source));
    return settings.stream()
        .map(
            setting ->
                format
                    .formatted(
                        setting.key(),
                        setting.value(),
                        setting.source(),
                        setting.live() ? "live" : "")
                    .stripTrailing())
        .toList();
  }

  /**
   * What is allowed but hardly meant, a sentence each; empty where there is nothing of the kind.
   */
  public List<ConfigFault> warnings() {
    return Warnings.of(config, sources);
  }

  private static int width(List<Setting> settings, Function<Setting, String> column) {
    return settings.stream().map(column).mapToInt(String::length).max().orElse(1);
  }
}
