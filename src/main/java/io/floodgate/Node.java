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
import io.floodgate.db.SweepVerticle;
import io.floodgate.idempotency.IdempotencyTable;
import io.floodgate.kafka.KafkaStore;
import io.floodgate.metrics.Metrics;
import io.floodgate.metrics.Watched;
import io.floodgate.ops.Health;
import io.floodgate.ops.HealthVerticle;
import io.floodgate.ops.OpsVerticle;
import io.floodgate.ops.PulseVerticle;
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
import io.floodgate.trace.Traces;
import io.floodgate.web.HttpVerticle;
import io.floodgate.web.StreamVerticle;
import io.floodgate.web.Web;
import io.floodgate.web.WebMeter;
import io.floodgate.webhook.PostCounts;
import io.floodgate.webhook.WebhookVerticle;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.transport.Transport;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * What a server is made of: its connections to the stores, and its parts in the order of their
 * start. The one place that wires everything.
 */
final class Node {

  private final LiveConfig live;
  private final Config config;
  private final Optional<Metrics> metrics;
  private final Traces traces;
  private final int loops;
  private final Vertx vertx;
  private final Database database;
  private final RedisStore redis;
  private final KafkaStore kafka;
  private final Bus bus;
  private final IdRanges ranges;
  private final Board board = new Board();
  private final Health health;
  private final Web web;
  private final GateCounts gates = new GateCounts();
  private final PostCounts posts = new PostCounts();
  private final Readings readings = new Readings();
  private IdMaker ids;

  /**
   * Nothing runs yet.
   *
   * @throws io.floodgate.base.Refused when this machine has not what the configuration asks for
   */
  Node(LiveConfig live) {
    this.live = live;
    this.config = live.get();
    this.loops = config.runtime().eventLoopsOn(Runtime.getRuntime().availableProcessors());
    Transport transport = Transports.of(config.runtime().transport());
    this.traces = Traces.start(config.trace());
    this.metrics = config.ops().metrics() ? Optional.of(new Metrics(version())) : Optional.empty();
    this.vertx = vertx(options(config.runtime(), loops), transport, metrics);
    this.database =
        new Database(
            vertx, config.postgres(), metrics.map(Metrics::database).orElse(DatabaseMeter.NONE));
    this.redis = new RedisStore(vertx, config.redis());
    this.kafka = new KafkaStore(vertx, config.kafka(), traces);
    this.bus = new Bus(vertx);
    this.ranges = new IdRanges(database.transactions());
    this.health = new Health(config.ops());
    this.web =
        new Web(
            live,
            bus,
            health,
            metrics.map(Metrics::requests).orElse(WebMeter.NONE),
            metrics.map(page -> page),
            traces);
  }

  Vertx vertx() {
    return vertx;
  }

  Health health() {
    return health;
  }

  Web web() {
    return web;
  }

  /** Through which all work comes: the first to start, as it tells how far the others are. */
  Part http() {
    return new Part("HTTP").with(config.http().instancesOn(loops), () -> new HttpVerticle(web));
  }

  /**
   * What the parts need before the first of them starts. Asked for twice: the first connection of a
   * cold JVM on a busy machine may take longer than anybody waits for one.
   */
  Future<?> takeIds() {
    return ranges.take().recover(_ -> ranges.take()).onSuccess(range -> ids = new IdMaker(range));
  }

  /**
   * In the order of their start, so that each may ask those before it, to its end: they are stopped
   * in reverse. HTTP, through which all work comes, is stopped before all of them; the relay sends
   * what the last commits have told.
   */
  List<Part> inOrder() {
    Config.Coupons coupons = config.coupons();
    Supplier<Config.Coupons> liveCoupons = live.section(Config::coupons);
    Config.Ranking ranking = config.ranking();
    Closed closed = new Closed();
    return List.of(
        // First: the levels of the log hold for the rest.
        new Part("configuration").with(1, () -> new ReloadVerticle(live)),
        new Part("event loops").with(loops, () -> new PulseVerticle(health)),
        new Part("ids").with(1, () -> new IdVerticle(ranges, ids)),
        new Part("relay of events")
            .with(1, () -> new RelayVerticle(live.section(Config::outbox), database, kafka, bus)),
        new Part("points, products and orders")
            .with(
                config.points().batching().lanesOn(loops),
                () -> new PointVerticle(live.section(Config::points), database, bus))
            .with(loops, () -> new ProductVerticle(database, bus))
            .with(
                config.orders().batching().lanesOn(loops),
                () -> new OrderVerticle(live.section(Config::orders), database, bus, ids)),
        new Part("issues of coupons")
            .with(
                coupons.batching().lanesOn(loops),
                () ->
                    new IssueVerticle(
                        () -> liveCoupons.get().batching(), database, redis, bus, ids, closed)),
        new Part("coupons")
            .with(1, () -> new GateVerticle(liveCoupons, database, redis, bus, closed, gates))
            .with(
                loops,
                () ->
                    new CouponVerticle(
                        liveCoupons, database, redis, kafka, bus, ids, closed, gates)),
        new Part("ranking")
            .with(loops, () -> new RankingVerticle(board, bus))
            .with(1, () -> new RankingKeeperVerticle(ranking, database, redis, kafka, bus, board)),
        consumers(),
        new Part("housekeeping")
            .with(1, () -> new ExpiryVerticle(live.section(Config::orders), database, bus))
            .with(1, this::removalOfKeys)
            .with(1, this::removalOfRefusals),
        new Part("invariants and health")
            .with(1, () -> new OpsVerticle(live, database, kafka, bus, readings))
            .with(1, () -> new HealthVerticle(config.ops(), database, redis, kafka, bus, health)),
        new Part("readings")
            .with(1, () -> new ReadingsVerticle(config.ops(), kafka, bus, health, readings)),
        new Part("streams").with(1, () -> new StreamVerticle(web)));
  }

  private Part consumers() {
    Part consumers =
        new Part("consumers")
            .with(1, () -> new IssueConsumerVerticle(config.coupons(), kafka, bus))
            .with(1, () -> new ForgetVerticle(config.coupons(), kafka, bus))
            .with(1, () -> new RankingConsumerVerticle(config.ranking(), kafka, redis, bus));
    return config.webhook().url().isPresent()
        ? consumers.with(1, () -> new WebhookVerticle(config.webhook(), kafka, posts))
        : consumers;
  }

  private SweepVerticle removalOfKeys() {
    Config.Idempotency keys = config.idempotency();
    return new SweepVerticle(
        database,
        "removal of old idempotency keys",
        keys.sweepInterval(),
        (tx, limit) -> IdempotencyTable.removeOld(tx, keys.retention(), limit));
  }

  private SweepVerticle removalOfRefusals() {
    Config.IssueQueue queue = config.coupons().queue();
    return new SweepVerticle(
        database,
        "removal of old refusals of coupons",
        queue.sweepInterval(),
        (tx, limit) -> RefusalTable.removeOld(tx, queue.retention(), limit));
  }

  /** The first who ask find gates and rankings; while nobody can tell them, the rest is served. */
  Future<?> warm() {
    return redis
        .tried()
        .compose(
            _ ->
                Future.any(
                    board.warm(),
                    vertx.timer(Board.WARM_WITHIN.toMillis(), TimeUnit.MILLISECONDS)));
  }

  /** From now on all of it is measured. */
  void measure() {
    metrics.ifPresent(
        shown -> shown.watch(new Watched(web, redis, kafka, gates, board, posts, readings)));
  }

  /** Closes the connections to the stores, and then all that is left. */
  void close(Closing closing) {
    closing.step("Kafka", kafka::close);
    closing.step("Redis", redis::close);
    closing.step("PostgreSQL", database::close);
    closing.step("Vert.x", vertx::close);
    metrics.ifPresent(Metrics::close);
    traces.close(closing.left());
  }

  private static String version() {
    String version = Node.class.getPackage().getImplementationVersion();
    return version == null ? "unpacked" : version; // it runs from classes, not from its jar
  }

  private static Vertx vertx(VertxOptions options, Transport transport, Optional<Metrics> metrics) {
    VertxBuilder builder = Vertx.builder().with(options).withTransport(transport);
    metrics.ifPresent(
        shown -> {
          options.setMetricsOptions(shown.vertxOptions());
          builder.withMetrics(shown.vertxFactory());
        });
    return builder.build();
  }

  private static VertxOptions options(Config.Runtime runtime, int loops) {
    return new VertxOptions()
        .setEventLoopPoolSize(loops)
        .setMaxEventLoopExecuteTime(runtime.blockedLoopWarning().toNanos())
        .setWarningExceptionTime(runtime.blockedLoopWarning().toNanos());
  }
}
