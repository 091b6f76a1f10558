package io.floodgate.local;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What the person who types {@code ./mvnw -Plocal} may change.
 *
 * @param directory where data, logs and {@code endpoints.json} are
 * @param fresh whether to begin with no data
 * @param http where the server shall listen
 * @param ports of the stores
 */
record LocalSettings(Path directory, boolean fresh, Endpoints.Http http, StackPorts ports) {

  /**
   * Reads the variables {@code FLOODGATE_HTTP_HOST}, {@code FLOODGATE_HTTP_PORT}, {@code
   * FLOODGATE_POSTGRES_PORT}, {@code FLOODGATE_REDIS_PORT} and {@code FLOODGATE_KAFKA_PORT}.
   *
   * @throws StackRefused if a port is none, or the same for two
   */
  static LocalSettings of(Path directory, boolean fresh, Map<String, String> environment) {
    Map<Integer, String> taken = new HashMap<>();
    return new LocalSettings(
        directory,
        fresh,
        new Endpoints.Http(
            environment.getOrDefault("FLOODGATE_HTTP_HOST", "127.0.0.1"),
            port(environment, "FLOODGATE_HTTP_PORT", 8080, taken)),
        new StackPorts(
            port(environment, "FLOODGATE_POSTGRES_PORT", 15432, taken),
            port(environment, "FLOODGATE_REDIS_PORT", 16379, taken),
            port(environment, "FLOODGATE_KAFKA_PORT", 19092, taken)));
  }

  private static int port(
      Map<String, String> environment, String variable, int otherwise, Map<Integer, String> taken) {
    int port = port(environment, variable, otherwise);
    String other = taken.put(port, variable);
    if (other != null) {
      throw new StackRefused("%s and %s are both %d.".formatted(other, variable, port));
    }
    return port;
  }

  private static int port(Map<String, String> environment, String variable, int otherwise) {
    String text = environment.getOrDefault(variable, Integer.toString(otherwise));
    if (text.matches("\\d{1,5}")) {
      int port = Integer.parseInt(text);
      if (port >= 1 && port <= 65_535) {
        return port;
      }
    }
    throw new StackRefused("%s is %s: a port from 1 to 65535 is wanted.".formatted(variable, text));
  }
}
