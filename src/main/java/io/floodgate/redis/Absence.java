package io.floodgate.redis;

import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which event loops of this node miss Redis: the log says once that it is away, and once that it is
 * back. Thread-safe.
 */
final class Absence {

  private static final Logger LOG = LoggerFactory.getLogger(Absence.class);

  private final Set<RedisCommands> missing = new HashSet<>();

  synchronized void begins(RedisCommands of, String reason) {
    if (missing.add(of) && missing.size() == 1) {
      LOG.warn("Redis is away, and will be asked again: {}", reason);
    }
  }

  synchronized void ends(RedisCommands of) {
    if (missing.remove(of) && missing.isEmpty()) {
      LOG.info("Redis is back");
    }
  }

  /** Nobody asks for it any more. */
  synchronized void isOver(RedisCommands of) {
    missing.remove(of);
  }
}
