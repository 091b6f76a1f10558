package io.floodgate.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Where the stores and the server are. As JSON this is {@code .local/endpoints.json}, which psql,
 * redis-cli and the benchmarks read.
 *
 * @param postgres the database, with a user that may do anything in it
 * @param redis the gate
 * @param kafka the broker
 * @param http where the server listens, or shall listen
 */
public record Endpoints(Postgres postgres, Redis redis, Kafka kafka, Http http) {

  /** A database and its owner, who is also the server's superuser. */
  public record Postgres(String host, int port, String database, String user, String password) {

    /** The same server and user, another database. */
    public Postgres withDatabase(String other) {
      return new Postgres(host, port, other, user, password);
    }

    /** The address for JDBC, without user and password. */
    public String jdbcUrl() {
      return "jdbc:postgresql://%s:%d/%s".formatted(host, port, database);
    }
  }

  /**
   * A Redis server that asks for no password.
   *
   * @param keyPrefix stands before every key; empty where nobody else uses it
   */
  public record Redis(String host, int port, String keyPrefix) {}

  /**
   * A Kafka broker, as {@code bootstrap.servers} wants it.
   *
   * @param bootstrap empty for none
   * @param topicPrefix stands before every topic and group; empty where nobody else uses it
   */
  public record Kafka(String bootstrap, String topicPrefix) {}

  /** The server's own address. */
  public record Http(String host, int port) {

    /** The address as a URL, without a slash at its end. */
    public String url() {
      return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
  }

  /** The same stores, another database, and keys and topics that nobody else has. */
  public Endpoints withDatabase(String database) {
    return new Endpoints(
        postgres.withDatabase(database),
        new Redis(redis.host, redis.port, database + ":"),
        new Kafka(kafka.bootstrap, database + "."),
        http);
  }

  /** The same without Kafka. */
  public Endpoints withoutKafka() {
    return new Endpoints(postgres, redis, new Kafka("", kafka.topicPrefix), http);
  }

  /**
   * Writes the file in one step, so that nobody ever reads half of it.
   *
   * @throws UncheckedIOException if the directory cannot be written
   */
  void write(Path file) {
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    try {
      byte[] json = new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(this);
      Files.write(draft, json);
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
