package io.floodgate.command;

import io.floodgate.config.Config;

/**
 * A store that a command needs does not answer: which one, where, and why as far as it is known.
 */
final class StoreAway extends RuntimeException {

  private StoreAway(String store, String address, String problem) {
    super("%s at %s %s".formatted(store, address, problem));
  }

  /**
   * @param problem what its driver says, which names no secret
   */
  static StoreAway postgres(Config.Postgres config, String problem) {
    return new StoreAway(
        "PostgreSQL",
        "%s:%d/%s".formatted(config.host(), config.port(), config.database()),
        "cannot be used: " + problem.lines().findFirst().orElse("no reason given"));
  }

  static StoreAway redis(Config.Redis config) {
    return new StoreAway("Redis", config.host() + ":" + config.port(), "does not answer");
  }

  static StoreAway kafka(Config.Kafka config) {
    return new StoreAway("Kafka", config.bootstrap().orElse("no address"), "does not answer");
  }
}
