package io.floodgate.ops;

import io.floodgate.config.ConfigState;
import io.floodgate.config.Setting;
import java.util.List;

/**
 * How the configuration of a node stands.
 *
 * @param settings every key as it is in effect; secrets are masked
 * @param pending what the files say of keys that take effect at the next start
 * @param faults why the files as they are now were refused; empty where they were not
 */
public record ConfigReport(List<Setting> settings, List<Pending> pending, List<String> faults) {

  public ConfigReport {
    settings = List.copyOf(settings);
    pending = List.copyOf(pending);
    faults = List.copyOf(faults);
  }

  /**
   * A value that takes effect at the next start.
   *
   * @param value as written; masked when it is a secret
   * @param source file and line
   */
  public record Pending(String key, String value, String source) {}

  static ConfigReport of(ConfigState state) {
    return new ConfigReport(
        state.loaded().settings(),
        state.pending().entrySet().stream()
            .map(
                entry ->
                    new Pending(
                        entry.getKey(), entry.getValue().written(), entry.getValue().place()))
            .toList(),
        state.faults());
  }
}
