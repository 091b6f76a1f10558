package io.floodgate.config;

/**
 * One thing that is wrong with the configuration.
 *
 * @param place file and line ({@code conf/local.yaml:12}), or the environment variable
 * @param key the dotted path, as known or as given; empty when the file as a whole is at fault
 * @param given the value as written; empty when there is none to show, masked when it is a secret's
 * @param problem what is wrong, and what is allowed
 */
public record ConfigFault(String place, String key, String given, String problem) {
  /** {@code conf/local.yaml:12: http.port = 99999: allowed is a whole number from 0 to 65535}. */
  @Override
  public String toString() {
    String subject = key.isEmpty() ? "" : given.isEmpty() ? key + ": " : key + " = " + given + ": ";
    return place + ": " + subject + problem;
  }
}
