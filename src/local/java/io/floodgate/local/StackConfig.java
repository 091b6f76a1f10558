package io.floodgate.local;

import io.floodgate.config.Config;
import io.floodgate.config.ConfigLoader;
import io.floodgate.config.LiveConfig;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The configuration of a server that runs on stores which somebody has started. */
public final class StackConfig {

  private StackConfig() {}

  /**
   * The shipped defaults, then files, then variables, then the addresses of the stores and of the
   * server itself.
   *
   * @throws io.floodgate.config.ConfigException naming every fault of the files and variables
   */
  public static Config of(Endpoints endpoints, List<Path> files, Map<String, String> variables) {
    return ConfigLoader.load(files, with(endpoints, variables)).config();
  }

  /**
   * The same for a server that follows its files while it runs.
   *
   * @throws io.floodgate.config.ConfigException naming every fault of the files and variables
   */
  public static LiveConfig live(
      Endpoints endpoints, List<Path> files, Map<String, String> variables) {
    return LiveConfig.load(files, with(endpoints, variables));
  }

  private static Map<String, String> with(Endpoints endpoints, Map<String, String> variables) {
    Map<String, String> all = new HashMap<>(variables);
    all.putAll(variables(endpoints));
    return all;
  }

  /** What leads a server to these stores, as environment variables. */
  public static Map<String, String> variables(Endpoints endpoints) {
    Endpoints.Postgres postgres = endpoints.postgres();
    Map<String, String> variables = new HashMap<>();
    variables.put("FLOODGATE_POSTGRES_HOST", postgres.host());
    variables.put("FLOODGATE_POSTGRES_PORT", Integer.toString(postgres.port()));
    variables.put("FLOODGATE_POSTGRES_DATABASE", postgres.database());
    variables.put("FLOODGATE_POSTGRES_USER", postgres.user());
    variables.put("FLOODGATE_POSTGRES_PASSWORD", postgres.password());
    variables.put("FLOODGATE_REDIS_HOST", endpoints.redis().host());
    variables.put("FLOODGATE_REDIS_PORT", Integer.toString(endpoints.redis().port()));
    variables.put("FLOODGATE_REDIS_KEY_PREFIX", endpoints.redis().keyPrefix());
    variables.put("FLOODGATE_KAFKA_BOOTSTRAP", endpoints.kafka().bootstrap());
    variables.put("FLOODGATE_KAFKA_TOPIC_PREFIX", endpoints.kafka().topicPrefix());
    variables.put("FLOODGATE_HTTP_HOST", endpoints.http().host());
    variables.put("FLOODGATE_HTTP_PORT", Integer.toString(endpoints.http().port()));
    return variables;
  }
}
