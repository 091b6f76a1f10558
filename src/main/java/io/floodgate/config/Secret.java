package io.floodgate.config;

/** A value that is never shown: not in logs, not in the effective configuration. */
public record Secret(String reveal) {
  static final String MASK = "***";

  @Override
  public String toString() {
    return MASK;
  }
}
