package io.floodgate.server;

import io.floodgate.Backend;
import io.floodgate.local.Endpoints;
import io.floodgate.local.StackConfig;
import io.floodgate.stack.Need;
import io.floodgate.stack.Stack;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The whole server in this JVM, on a database and a port of its own. */
public final class TestServer implements AutoCloseable {

  private final Database database;
  private final Backend backend;
  private final Client client;

  private TestServer(Database database, List<Path> files, Map<String, String> variables) {
    this.database = database;
    this.backend =
        Backend.start(StackConfig.live(database.endpoints(), files, Unrefused.unless(variables)));
    this.client = new Client("http://127.0.0.1:" + backend.port());
  }

  /** With the shipped configuration, but {@link Unrefused}, and an empty database. */
  public static TestServer start() {
    return start(Map.of());
  }

  /**
   * @param variables {@code FLOODGATE_} variables over the shipped configuration
   */
  public static TestServer start(Map<String, String> variables) {
    return on(Stack.shared().freshDatabase(Need.REDIS), variables);
  }

  /** One that also has Kafka. */
  public static TestServer startWithKafka(Map<String, String> variables) {
    return on(Stack.shared().freshDatabase(Need.REDIS, Need.KAFKA), variables);
  }

  /** One more server on a database that exists. */
  public static TestServer on(Endpoints endpoints, Map<String, String> variables) {
    return on(endpoints, List.of(), variables);
  }

  /** The same with configuration files, which it follows while it runs. */
  public static TestServer on(
      Endpoints endpoints, List<Path> files, Map<String, String> variables) {
    return new TestServer(new Database(endpoints), files, variables);
  }

  /** Adds users 1 to n and products 1 to m, where there were none. */
  public TestServer with(int users, long points, int products, long stock) {
    database.with(users, points, products, stock);
    return this;
  }

  public Client client() {
    return client;
  }

  public Database database() {
    return database;
  }

  public Endpoints endpoints() {
    return database.endpoints();
  }

  public int port() {
    return backend.port();
  }

  /** The number that a query finds in the database of this server. */
  public long number(String sql) {
    return database.number(sql);
  }

  /** Every race, fault and load test ends with this. */
  public void assertInvariantsHold() {
    client.assertInvariantsHold();
  }

  @Override
  public void close() {
    backend.close();
  }
}
