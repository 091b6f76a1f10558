package io.floodgate.config;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Levels of single loggers; in files {@code io.floodgate.coupon=DEBUG,io.vertx=WARN}.
 *
 * @param byLogger the level of each logger that is named, and of all below it
 */
public record LogLevels(SortedMap<String, LogLevel> byLogger) {

  /** A logger as it is named here: a package or a class. Not the root, which has a key. */
  static final String LOGGER = "(?!(?i:root)=)[A-Za-z_][\\w$-]*(\\.[A-Za-z_][\\w$-]*)*";

  private static final Pattern NAMED = Pattern.compile(LOGGER + "=[A-Z]+");

  public LogLevels {
    byLogger = Collections.unmodifiableSortedMap(new TreeMap<>(byLogger));
  }

  /**
   * Reads the form of files; empty for none.
   *
   * @throws IllegalArgumentException for a name that is no logger's, an unknown level, or a logger
   *     that is named twice
   */
  static LogLevels parse(String text) {
    SortedMap<String, LogLevel> byLogger = new TreeMap<>();
    if (!text.isBlank()) {
      for (String one : text.split(",", -1)) {
        String named = one.strip();
        if (!NAMED.matcher(named).matches()) {
          throw new IllegalArgumentException("not logger=LEVEL: " + named);
        }
        int equals = named.indexOf('=');
        LogLevel level = LogLevel.valueOf(named.substring(equals + 1));
        if (byLogger.put(named.substring(0, equals), level) != null) {
          throw new IllegalArgumentException("named twice: " + named);
        }
      }
    }
    return new LogLevels(byLogger);
  }
}
