package io.floodgate.server;

import java.util.HashMap;
import java.util.Map;

/** Crowds of tests are to reach the domains, also on a machine that is slow today. */
final class Unrefused {

  private static final Map<String, String> ADMISSION =
      Map.of(
          "FLOODGATE_ADMISSION_MIN_REQUESTS", "20000",
          "FLOODGATE_ADMISSION_MAX_LAG", "1m");

  private Unrefused() {}

  /** The variables, which hold where they say otherwise. */
  static Map<String, String> unless(Map<String, String> variables) {
    Map<String, String> all = new HashMap<>(ADMISSION);
    all.putAll(variables);
    return all;
  }
}
