package io.floodgate.redis;

import io.floodgate.config.Config;
import io.floodgate.local.Endpoints;
import io.floodgate.local.StackConfig;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Redis as this room gives it, on one event loop, and beside it a connection of the test's own for
 * commands by hand. Any thread.
 */
public final class TestRedis implements AutoCloseable {

  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();
  private final Config config;
  private final RedisStore store;
  private final Redis byHand;

  private TestRedis(Config config) {
    this.config = config;
    this.store = new RedisStore(vertx, config.redis());
    this.byHand =
        Redis.createClient(vertx, "redis://" + config.redis().host() + ":" + config.redis().port());
  }

  public static TestRedis on(Endpoints endpoints) {
    return on(endpoints, Map.of());
  }

  /**
   * @param variables {@code FLOODGATE_} variables over the shipped configuration
   */
  public static TestRedis on(Endpoints endpoints, Map<String, String> variables) {
    return new TestRedis(StackConfig.of(endpoints, List.of(), variables));
  }

  public Config config() {
    return config;
  }

  public RedisStore store() {
    return store;
  }

  /** Makes what lives on the event loop, as a verticle's start would. */
  public <T> T make(Function<RedisStore, T> of) {
    return await(() -> Future.succeededFuture(of.apply(store)));
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
    loop.runOnContext(_ -> made.get().onComplete(promise));
    return promise.future();
  }

  /** Sends a command past the room under test. Keys are given in full. */
  public Response command(Command command, Object... arguments) {
    Request request = Request.cmd(command);
    for (Object argument : arguments) {
      request.arg(argument.toString());
    }
    return await(byHand.send(request));
  }

  @Override
  public void close() {
    await(store.close());
    await(byHand.close());
    await(vertx.close());
  }
}
