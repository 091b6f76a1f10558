package io.floodgate.stack;

import io.floodgate.local.Endpoints;
import java.util.Map;

/**
 * Stores that run already: {@code FLOODGATE_POSTGRES_HOST}, {@code _PORT}, {@code _DATABASE},
 * {@code _USER}, {@code _PASSWORD}, {@code FLOODGATE_REDIS_HOST}, {@code _PORT}, {@code
 * FLOODGATE_KAFKA_BOOTSTRAP}. The defaults are those of {@code ./mvnw -Plocal}. The user must be
 * allowed to make databases.
 */
record External(Endpoints endpoints) implements Flavour {

  static External of(Map<String, String> environment) {
    return new External(
        new Endpoints(
            new Endpoints.Postgres(
                environment.getOrDefault("FLOODGATE_POSTGRES_HOST", "127.0.0.1"),
                Integer.parseInt(environment.getOrDefault("FLOODGATE_POSTGRES_PORT", "15432")),
                environment.getOrDefault("FLOODGATE_POSTGRES_DATABASE", "floodgate"),
                environment.getOrDefault("FLOODGATE_POSTGRES_USER", "floodgate"),
                environment.getOrDefault("FLOODGATE_POSTGRES_PASSWORD", "floodgate")),
            new Endpoints.Redis(
                environment.getOrDefault("FLOODGATE_REDIS_HOST", "127.0.0.1"),
                Integer.parseInt(environment.getOrDefault("FLOODGATE_REDIS_PORT", "16379")),
                ""),
            new Endpoints.Kafka(
                environment.getOrDefault("FLOODGATE_KAFKA_BOOTSTRAP", "127.0.0.1:19092"), ""),
            Stack.ANY_PORT));
  }

  @Override
  public void start(Need need) {
    // They run, or the test says that they do not.
  }

  @Override
  public void close() {
    // They are not ours to stop.
  }
}
