package io.floodgate.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How the configuration of a running server stands. Immutable.
 *
 * @param loaded what is in effect
 * @param pending by key, what the files say now of keys that take effect at the next start
 * @param faults why the files as they are now were refused; empty where they were not
 */
public record ConfigState(LoadedConfig loaded, Map<String, Source> pending, List<String> faults) {

  public ConfigState {
    pending = Collections.unmodifiableMap(new LinkedHashMap<>(pending));
    faults = List.copyOf(faults);
  }
}
