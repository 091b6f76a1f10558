package io.floodgate.config;

import java.util.List;
import java.util.stream.Collectors;

/** The configuration is refused. Carries every fault at once; the message lists one a line. */
public final class ConfigException extends RuntimeException {
  private final List<ConfigFault> faults;

  ConfigException(List<ConfigFault> faults) {
    super(
        faults.stream()
            .map(fault -> "\n  " + fault)
            .collect(Collectors.joining("", "The configuration is refused:", "")));
    this.faults = List.copyOf(faults);
  }

  /**
   * Every fault: those of the files in their order, then the variables', then missing keys, then
   * rules.
   */
  public List<ConfigFault> faults() {
    return faults;
  }
}
