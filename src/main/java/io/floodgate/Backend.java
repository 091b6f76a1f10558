package io.floodgate;

import io.floodgate.base.IdMaker;
import io.floodgate.bus.Bus;
import io.floodgate.config.Config;
import io.floodgate.config.LiveConfig;
import io.floodgate.coupon.Closed;
import io.floodgate.coupon.CouponVerticle;
import io.floodgate.coupon.ForgetVerticle;
import io.floodgate.coupon.GateCounts;
import io.floodgate.coupon.GateVerticle;
import io.floodgate.coupon.IssueConsumerVerticle;
import io.floodgate.coupon.IssueVerticle;
import io.floodgate.coupon.RefusalTable;
import io.floodgate.db.Database;
import io.floodgate.db.DatabaseMeter;
import io.floodgate.db.IdRanges;
import io.floodgate.db.IdVerticle;
import io.floodgate.db.Migrations;
import io.floodgate.db.SweepVerticle;
import io.floodgate.idempotency.IdempotencyTable;
import io.floodgate.kafka.KafkaStore;
import io.floodgate.metrics.Metrics;
import io.floodgate.metrics.Watched;
import io.floodgate.ops.OpsVerticle;
import io.floodgate.ops.Readings;
import io.floodgate.ops.ReadingsVerticle;
import io.floodgate.ops.ReloadVerticle;
import io.floodgate.order.ExpiryVerticle;
import io.floodgate.order.OrderVerticle;
import io.floodgate.outbox.RelayVerticle;
import io.floodgate.point.PointVerticle;
import io.floodgate.product.ProductVerticle;
import io.floodgate.ranking.Board;
import io.floodgate.ranking.RankingConsumerVerticle;
import io.floodgate.ranking.RankingKeeperVerticle;
import io.floodgate.ranking.RankingVerticle;
import io.floodgate.redis.RedisStore;
import io.floodgate.web.HttpVerticle;
import io.floodgate.web.StreamVerticle;
import io.floodgate.web.Web;
import io.floodgate.web.WebMeter;
import io.floodgate.webhook.PostCounts;
import io.floodgate.webhook.WebhookVerticle;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * The server: the one place that wires everything, starts it in order and stops it in reverse.
 *
 * <p>{@link #start} and {@link #close} block and are called from a thread of the program, never
 * from an event loop.
 */
public final class Backend implements AutoCloseable {

  private static final Duration STEP_TIMEOUT = Duration.ofSeconds(30);

  private final LiveConfig live;
  private final Config config;
  private final Optional<Metrics> metrics;
  private final Vertx vertx;
  private final Database database;
  private final RedisStore redis;
  private final KafkaStore kafka;
  private final Bus bus;
  private final Web web;
  private final Deque<String> deployed = new ArrayDeque<>();

  private Backend(LiveConfig live) {
    this.live = live;
    this.config = live.get();
    this.metrics = config.ops().metrics() ? Optional.of(new Metrics(version())) : Optional.empty();
    this.vertx = vertx(config.runtime(), metrics);
    this.database =
        new Database(
            vertx, config.postgres(), metrics.map(Metrics::database).orElse(DatabaseMeter.NONE));
    this.redis = new RedisStore(vertx, config.redis());
    this.kafka = new KafkaStore(vertx, config.kafka());
    this.bus = new Bus(vertx);
    this.web =
        new Web(
            live,
            bus,
            metrics.map(Metrics::requests).orElse(WebMeter.NONE),
            metrics.map(page -> page));
  }

  /**
   * Starts everything and returns when it answers requests.
   *
   * @throws io.floodgate.base.Refused when the schema is too old, and is not to be migrated
   * @throws RuntimeException when a part cannot start; then all parts are stopped again
   */
  public static Backend start(LiveConfig live) {
    Config.Postgres postgres = live.get().postgres();
    if (postgres.migrate()) {
      Migrations.migrate(postgres);
    } else {
      new Migrations(postgres).require();
    }
    Backend backend = new Backend(live);
    try {
      backend.deployAll();
    } catch (RuntimeException e) {
      backend.close();
      throw e;
    }
    return backend;
  }

  /** The port that is listened on, also where the system chose it. */
  public int port() {
    return web.port();
  }

  private void deployAll() {
    deploy(1, () -> new ReloadVerticle(live)); // first: the levels of the log hold for the rest
    int loops = config.runtime().eventLoopsOn(Runtime.getRuntime().availableProcessors());
    IdRanges ranges = new IdRanges(database.transactions());
    IdMaker ids = new IdMaker(await(ranges.take()));
    deploy(1, () -> new IdVerticle(ranges, ids));
    deploy(
        config.points().batching().lanesOn(loops),
        () -> new PointVerticle(live.section(Config::points), database, bus));
    deploy(loops, () -> new ProductVerticle(database, bus));
    deploy(
        config.orders().batching().lanesOn(loops),
        () -> new OrderVerticle(live.section(Config::orders), database, bus, ids));
    Config.Coupons coupons = config.coupons();
    Supplier<Config.Coupons> liveCoupons = live.section(Config::coupons);
    Closed closed = new Closed();
    GateCounts gates = new GateCounts();
    deploy(
        coupons.batching().lanesOn(loops),
        () ->
            new IssueVerticle(
                () -> liveCoupons.get().batching(), database, redis, bus, ids, closed));
    deploy(1, () -> new GateVerticle(liveCoupons, database, redis, bus, closed, gates));
    deploy(
        loops,
        () -> new CouponVerticle(liveCoupons, database, redis, kafka, bus, ids, closed, gates));
    deploy(1, () -> new IssueConsumerVerticle(coupons, kafka, bus));
    deploy(1, () -> new ForgetVerticle(coupons, kafka, bus));
    deploy(1, () -> new ExpiryVerticle(live.section(Config::orders), database, bus));
    Board board = new Board();
    deploy(loops, () -> new RankingVerticle(board, bus));
    deploy(
        1, () -> new RankingKeeperVerticle(config.ranking(), database, redis, kafka, bus, board));
    deploy(1, () -> new RankingConsumerVerticle(config.ranking(), kafka, redis, bus));
    deploy(1, () -> new RelayVerticle(live.section(Config::outbox), database, kafka, bus));
    PostCounts posts = new PostCounts();
    if (config.webhook().url().isPresent()) {
      deploy(1, () -> new WebhookVerticle(config.webhook(), kafka, posts));
    }
    deploySweeps();
    Readings readings = new Readings();
    deploy(1, () -> new OpsVerticle(live, database, kafka, bus, readings));
    deploy(1, () -> new ReadingsVerticle(config.ops(), kafka, bus, readings));
    await(redis.tried());
    warm(board);
    deploy(1, () -> new StreamVerticle(web));
    deploy(config.http().instancesOn(loops), () -> new HttpVerticle(web));
    metrics.ifPresent(
        shown -> shown.watch(new Watched(web, redis, kafka, gates, board, posts, readings)));
  }

  /** The first who ask find rankings; while nobody can tell them, the rest is served. */
  private void warm(Board board) {
    await(
        Future.any(board.warm(), vertx.timer(Board.WARM_WITHIN.toMillis(), TimeUnit.MILLISECONDS)));
  }

  private void deploySweeps() {
    Config.Idempotency keys = config.idempotency();
    deploy(
        1,
        () ->
            new SweepVerticle(
                database,
                "removal of old idempotency keys",
                keys.sweepInterval(),
                (tx, limit) -> IdempotencyTable.removeOld(tx, keys.retention(), limit)));
    Config.IssueQueue queue = config.coupons().queue();
    deploy(
        1,
        () ->
            new SweepVerticle(
                database,
                "removal of old refusals of coupons",
                queue.sweepInterval(),
                (tx, limit) -> RefusalTable.removeOld(tx, queue.retention(), limit)));
  }

  private void deploy(int instances, Supplier<? extends Deployable> verticle) {
    deployed.push(
        await(vertx.deployVerticle(verticle, new DeploymentOptions().setInstances(instances))));
  }

  /** Drains the HTTP server, then stops the rest in reverse. */
  @Override
  public void close() {
    while (!deployed.isEmpty()) {
      await(vertx.undeploy(deployed.pop()));
    }
    await(kafka.close());
    await(redis.close());
    await(database.close());
    await(vertx.close());
    metrics.ifPresent(Metrics::close);
  }

  private static String version() {
    String version = Backend.class.getPackage().getImplementationVersion();
    return version == null ? "unpacked" : version; // it runs from classes, not from its jar
  }

  private static Vertx vertx(Config.Runtime runtime, Optional<Metrics> metrics) {
    VertxOptions options = options(runtime);
    VertxBuilder builder = Vertx.builder().with(options);
    metrics.ifPresent(
        shown -> {
          options.setMetricsOptions(shown.vertxOptions());
          builder.withMetrics(shown.vertxFactory());
        });
    return builder.build();
  }

  private static VertxOptions options(Config.Runtime runtime) {
    return new VertxOptions()
        .setEventLoopPoolSize(runtime.eventLoopsOn(Runtime.getRuntime().availableProcessors()))
        .setPreferNativeTransport(runtime.nativeTransport())
        .setMaxEventLoopExecuteTime(runtime.blockedLoopWarning().toNanos())
        .setWarningExceptionTime(runtime.blockedLoopWarning().toNanos());
  }

  private <T> T await(Future<T> step) {
    try {
      Duration patience = STEP_TIMEOUT.plus(live.get().http().drainTimeout());
      return step.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException("a part of the server did not start or stop in time", e);
    }
  }
}
