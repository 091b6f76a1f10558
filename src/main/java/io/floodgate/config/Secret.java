package io.floodgate.config;

/** A value that is never shown: not in logs, not in the effective configuration. */
public record Secret(String reveal) {
  @Override
  public String toString() {
    return "***";
  }
}
