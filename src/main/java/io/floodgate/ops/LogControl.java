package io.floodgate.ops;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.floodgate.config.Config;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/**
 * Sets how much each logger logs, and remembers what {@code logback.xml} says of those that it
 * changed. One object a server, for one thread at a time; a logger itself may be used meanwhile.
 */
final class LogControl {

  private final Map<String, Optional<Level>> builtIn = new HashMap<>();

  /** Loggers that are not named, or no more, have their level of {@code logback.xml}. */
  void apply(Config.Log log) {
    Map<String, Level> wanted = new HashMap<>();
    wanted.put(Logger.ROOT_LOGGER_NAME, Level.toLevel(log.level().name()));
    log.levels().byLogger().forEach((name, level) -> wanted.put(name, Level.toLevel(level.name())));
    builtIn.forEach(
        (name, level) -> {
          if (!wanted.containsKey(name)) {
            logger(name).setLevel(level.orElse(null));
          }
        });
    wanted.forEach(
        (name, level) -> {
          Logger logger = logger(name);
          builtIn.computeIfAbsent(name, _ -> Optional.ofNullable(logger.getLevel()));
          logger.setLevel(level);
        });
  }

  /** All loggers have their level of {@code logback.xml} again. */
  void reset() {
    builtIn.forEach((name, level) -> logger(name).setLevel(level.orElse(null)));
  }

  private static Logger logger(String name) {
    return (Logger) LoggerFactory.getLogger(name);
  }
}
