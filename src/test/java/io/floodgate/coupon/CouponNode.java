package io.floodgate.coupon;

import io.floodgate.base.CouponId;
import io.floodgate.base.Deadline;
import io.floodgate.base.Failure;
import io.floodgate.base.IdMaker;
import io.floodgate.base.UserId;
import io.floodgate.bus.Ask;
import io.floodgate.bus.Bus;
import io.floodgate.bus.Call;
import io.floodgate.config.Config;
import io.floodgate.db.Database;
import io.floodgate.db.IdRanges;
import io.floodgate.kafka.KafkaStore;
import io.floodgate.local.Endpoints;
import io.floodgate.local.StackConfig;
import io.floodgate.redis.RedisStore;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** The coupon domain of one node, asked over its bus. Any thread. */
final class CouponNode implements AutoCloseable {

  /** So short that a test sees what comes of it. */
  private static final Map<String, String> QUICK =
      Map.of(
          "FLOODGATE_COUPONS_GATE_INTERVAL", "100ms",
          "FLOODGATE_COUPONS_SOLD_OUT_INTERVAL", "50ms",
          "FLOODGATE_COUPONS_PENDING_FOR", "2s",
          "FLOODGATE_HTTP_REQUEST_TIMEOUT", "1500ms",
          "FLOODGATE_POSTGRES_POOL_TIMEOUT", "1s",
          "FLOODGATE_REDIS_RECONNECT_INTERVAL", "200ms");

  static final String ISSUED = "ISSUED";

  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();
  private final Bus bus = new Bus(vertx);
  private final Closed closed = new Closed();
  private final GateCounts counts = new GateCounts();
  private final Config config;
  private final Database database;
  private final RedisStore redis;
  private final KafkaStore kafka;

  private CouponNode(Config config) {
    this.config = config;
    this.database = new Database(vertx, config.postgres());
    this.redis = new RedisStore(vertx, config.redis());
    this.kafka = new KafkaStore(vertx, config.kafka());
  }

  /** Issues coupons and keeps their gates. */
  static CouponNode start(Endpoints endpoints, Map<String, String> variables) {
    CouponNode node = without(endpoints, variables);
    Supplier<Config.Coupons> coupons = node.config::coupons;
    IdMaker ids = new IdMaker(node.await(new IdRanges(node.database.transactions()).take()));
    for (int lane = 0; lane < 2; lane++) {
      node.deploy(
          new IssueVerticle(
              () -> coupons.get().batching(),
              node.database,
              node.redis,
              node.bus,
              ids,
              node.closed));
      node.deploy(
          new CouponVerticle(
              coupons,
              node.database,
              node.redis,
              node.kafka,
              node.bus,
              ids,
              node.closed,
              node.counts));
    }
    return node.keeping();
  }

  /** Does nothing yet. */
  static CouponNode without(Endpoints endpoints, Map<String, String> variables) {
    Map<String, String> all = new HashMap<>(QUICK);
    all.putAll(variables);
    return new CouponNode(StackConfig.of(endpoints, List.of(), all));
  }

  /** Keeps the gates from now on. */
  CouponNode keeping() {
    deploy(new GateVerticle(config::coupons, database, redis, bus, closed, counts));
    return this;
  }

  void deploy(Deployable verticle) {
    await(vertx.deployVerticle(verticle));
  }

  Bus bus() {
    return bus;
  }

  Config config() {
    return config;
  }

  Database database() {
    return database;
  }

  RedisStore redis() {
    return redis;
  }

  KafkaStore kafka() {
    return kafka;
  }

  Closed closed() {
    return closed;
  }

  /** What became of it: ISSUED, or the name of the failure. */
  CompletableFuture<String> issue(long coupon, long user) {
    return bus.ask(
            new CouponAsk.IssueCoupon(new CouponId(coupon), new UserId(user), Optional.empty()),
            new Call(Deadline.after(Duration.ofSeconds(5)), ""))
        .map(_ -> ISSUED)
        .otherwise(error -> Failure.from(error).code().name())
        .toCompletionStage()
        .toCompletableFuture();
  }

  <A> A ask(Ask<A> ask) {
    return await(bus.ask(ask, new Call(Deadline.after(Duration.ofSeconds(20)), "")));
  }

  /** Runs on an event loop, as a verticle would; gives what comes of it, or throws its failure. */
  <T> T onLoop(Supplier<Future<T>> made) {
    return await(begin(made));
  }

  <T> Future<T> begin(Supplier<Future<T>> made) {
    Promise<T> promise = Promise.promise();
    loop.runOnContext(_ -> made.get().onComplete(promise));
    return promise.future();
  }

  <T> T await(Future<T> future) {
    try {
      return future.await(30, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("nothing came of it in time", e);
    }
  }

  @Override
  public void close() {
    vertx.deploymentIDs().forEach(id -> await(vertx.undeploy(id)));
    await(kafka.close());
    await(redis.close());
    await(database.close());
    await(vertx.close());
  }
}
