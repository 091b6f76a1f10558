package io.floodgate.db;

import io.floodgate.config.Config;
import io.floodgate.local.Endpoints;
import io.floodgate.local.StackConfig;
import io.floodgate.stack.Sql;
import io.floodgate.stack.Stack;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** A migrated database of the test's own, one event loop, and the clients of this room on it. */
public final class TestDatabase implements AutoCloseable {

  private final Endpoints endpoints;
  private final Config.Postgres config;
  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();
  private final Database database;

  private TestDatabase(Endpoints endpoints, Map<String, String> variables, DatabaseMeter meter) {
    this.endpoints = endpoints;
    this.config = StackConfig.of(endpoints, List.of(), variables).postgres();
    this.database = new Database(vertx, config, meter);
  }

  public static TestDatabase create() {
    return create(Map.of());
  }

  /**
   * @param variables {@code FLOODGATE_} variables over the shipped configuration
   */
  public static TestDatabase create(Map<String, String> variables) {
    return new TestDatabase(Stack.shared().freshDatabase(), variables, DatabaseMeter.NONE);
  }

  /** One that tells how it fares. */
  static TestDatabase create(DatabaseMeter meter) {
    return new TestDatabase(Stack.shared().freshDatabase(), Map.of(), meter);
  }

  /** Clients of a database that exists. */
  public static TestDatabase of(Endpoints endpoints) {
    return of(endpoints, Map.of());
  }

  static TestDatabase of(Endpoints endpoints, Map<String, String> variables) {
    return new TestDatabase(endpoints, variables, DatabaseMeter.NONE);
  }

  /** Clients of a database that nobody listens for. */
  static TestDatabase away() {
    Endpoints.Postgres nowhere = new Endpoints.Postgres("127.0.0.1", 1, "none", "none", "none");
    return new TestDatabase(
        new Endpoints(
            nowhere,
            new Endpoints.Redis("127.0.0.1", 1, ""),
            new Endpoints.Kafka("", ""),
            new Endpoints.Http("127.0.0.1", 0)),
        Map.of(),
        DatabaseMeter.NONE);
  }

  public Endpoints endpoints() {
    return endpoints;
  }

  public Config.Postgres config() {
    return config;
  }

  public Database database() {
    return database;
  }

  public Sql sql() {
    return Sql.on(endpoints);
  }

  /** What the future that was made on the event loop comes to, or its failure as thrown. */
  public <T> T await(Supplier<Future<T>> made) {
    return await(onLoop(made));
  }

  public <T> T await(Future<T> future) {
    try {
      return future.await(20, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("nothing came of it in time", e);
    }
  }

  /** Runs on the event loop, as a verticle would. */
  public <T> Future<T> onLoop(Supplier<Future<T>> made) {
    Promise<T> promise = Promise.promise();
    loop.runOnContext(begun -> made.get().onComplete(promise));
    return promise.future();
  }

  /** The same on an event loop of its own. */
  public <T> Future<T> onAnotherLoop(Supplier<Future<T>> made) {
    Promise<T> promise = Promise.promise();
    Context other = ((VertxInternal) vertx).createEventLoopContext();
    other.runOnContext(begun -> made.get().onComplete(promise));
    return promise.future();
  }

  @Override
  public void close() {
    await(database.close());
    await(vertx.close());
  }
}
