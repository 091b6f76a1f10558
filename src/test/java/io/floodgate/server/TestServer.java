package io.floodgate.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.floodgate.Backend;
import io.floodgate.config.Config;
import io.floodgate.demo.DemoData;
import io.floodgate.local.Endpoints;
import io.floodgate.local.StackConfig;
import io.floodgate.stack.Sql;
import io.floodgate.stack.Stack;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** The whole server in this JVM, on a database and a port of its own. */
public final class TestServer implements AutoCloseable {

  private final Endpoints endpoints;
  private final Config config;
  private final Backend backend;
  private final Client client;

  private TestServer(Endpoints endpoints, Map<String, String> variables) {
    this.endpoints = endpoints;
    this.config = StackConfig.of(endpoints, List.of(), variables);
    this.backend = Backend.start(config);
    this.client = new Client("http://127.0.0.1:" + backend.port());
  }

  /** With the shipped configuration and an empty database. */
  public static TestServer start() {
    return start(Map.of());
  }

  /**
   * @param variables {@code FLOODGATE_} variables over the shipped configuration
   */
  public static TestServer start(Map<String, String> variables) {
    return on(Stack.shared().freshDatabase(), variables);
  }

  /** One more server on a database that exists. */
  public static TestServer on(Endpoints endpoints, Map<String, String> variables) {
    return new TestServer(endpoints, variables);
  }

  /** Adds users 1 to n and products 1 to m, where there were none. */
  public TestServer with(int users, long points, int products, long stock) {
    try {
      DemoData.load(
          config.postgres(), new DemoData.Amounts(users, points, products, stock), line -> {});
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return this;
  }

  public Client client() {
    return client;
  }

  public Endpoints endpoints() {
    return endpoints;
  }

  public int port() {
    return backend.port();
  }

  /** The number that a query finds in the database of this server. */
  public long number(String sql) {
    return Sql.on(endpoints).number(sql);
  }

  /** Every race, fault and load test ends with this. */
  public void assertInvariantsHold() {
    Client.Answer answer = client.get("/ops/invariants");
    assertThat(answer.status()).as(answer.body().toPrettyString()).isEqualTo(200);
  }

  @Override
  public void close() {
    backend.close();
  }
}
