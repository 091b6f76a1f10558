package io.floodgate.local;

/**
 * The ports of the stores; 0 stands for any free one.
 *
 * @param postgres of PostgreSQL
 * @param redis of Redis
 * @param kafka of Kafka's clients; its controller takes a free one
 */
public record StackPorts(int postgres, int redis, int kafka) {

  /** Whatever is free. */
  public static final StackPorts ANY = new StackPorts(0, 0, 0);
}
