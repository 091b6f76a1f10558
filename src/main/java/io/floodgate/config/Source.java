package io.floodgate.config;

/**
 * Where a value came from, and how it was written there.
 *
 * @param name the file as it was named to the loader, or the environment variable
 * @param line the line in the file, counted from 1; 0 for a variable
 * @param written the value as written; masked when the key is a secret
 */
public record Source(String name, int line, String written) {
  /** {@code conf/local.yaml:12} or {@code FLOODGATE_HTTP_PORT}. */
  public String place() {
    return line == 0 ? name : name + ":" + line;
  }
}
