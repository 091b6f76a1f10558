package io.floodgate.ranking;

import io.floodgate.base.Answered;
import io.floodgate.base.Caller;
import io.floodgate.base.Deadline;
import io.floodgate.base.IdMaker;
import io.floodgate.base.ProductId;
import io.floodgate.base.UserId;
import io.floodgate.bus.Ask;
import io.floodgate.bus.Bus;
import io.floodgate.bus.Call;
import io.floodgate.config.Config;
import io.floodgate.db.Database;
import io.floodgate.db.DatabaseClock;
import io.floodgate.db.IdRanges;
import io.floodgate.kafka.KafkaStore;
import io.floodgate.local.Endpoints;
import io.floodgate.local.StackConfig;
import io.floodgate.order.OrderAsk;
import io.floodgate.order.OrderVerticle;
import io.floodgate.order.OrderView;
import io.floodgate.product.ProductVerticle;
import io.floodgate.redis.RedisStore;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * Orders and the ranking of one node, asked over its bus, with no relay: tests tell the events by
 * hand ({@link Teller}). Any thread.
 */
final class RankingNode implements AutoCloseable {

  /** So short that a test sees what comes of it. */
  private static final Map<String, String> QUICK =
      Map.of(
          "FLOODGATE_KAFKA_PROBE_INTERVAL", "100ms",
          "FLOODGATE_KAFKA_SESSION_TIMEOUT", "2s",
          "FLOODGATE_KAFKA_PARTITIONS", "3",
          "FLOODGATE_RANKING_REFRESH_INTERVAL", "50ms",
          "FLOODGATE_RANKING_DATABASE_INTERVAL", "200ms",
          "FLOODGATE_RANKING_REBUILD_CLAIM", "1s",
          "FLOODGATE_REDIS_RECONNECT_INTERVAL", "200ms");

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = new Bus(vertx);
  private final Config config;
  private final Database database;
  private final RedisStore redis;
  private final KafkaStore kafka;
  private final Board board = new Board();
  private volatile Duration ahead = Duration.ZERO;

  private RankingNode(Config config) {
    this.config = config;
    this.database = new Database(vertx, config.postgres());
    this.redis = new RedisStore(vertx, config.redis());
    this.kafka = new KafkaStore(vertx, config.kafka());
    kafka.declare(RankingConsumerVerticle.TOPIC);
    IdMaker ids = new IdMaker(await(new IdRanges(database.transactions()).take()));
    deploy(new ProductVerticle(database, bus));
    deploy(new OrderVerticle(config::orders, database, bus, ids));
    deploy(new RankingVerticle(board, bus));
  }

  /** Sells, and keeps and counts the ranking. */
  static RankingNode start(Endpoints endpoints) {
    return selling(endpoints, Map.of()).keeping().counting();
  }

  /** Sells. */
  static RankingNode selling(Endpoints endpoints, Map<String, String> variables) {
    Map<String, String> all = new HashMap<>(QUICK);
    all.putAll(variables);
    return new RankingNode(StackConfig.of(endpoints, List.of(), all));
  }

  RankingNode keeping() {
    deploy(
        new RankingKeeperVerticle(
            config.ranking(),
            database,
            redis,
            kafka,
            bus,
            board,
            reads -> {
              DatabaseClock clock = new DatabaseClock(reads);
              return () -> clock.now().map(now -> now.plus(ahead));
            }));
    return this;
  }

  RankingNode counting() {
    deploy(new RankingConsumerVerticle(config.ranking(), kafka, redis, bus));
    return this;
  }

  /** The keeper's clock is so far ahead of the database's from now on. */
  void goAhead(Duration time) {
    ahead = time;
  }

  private void deploy(Deployable verticle) {
    await(vertx.deployVerticle(verticle));
  }

  KafkaStore kafka() {
    return kafka;
  }

  Config config() {
    return config;
  }

  /** One line of an order or a refund. */
  static OrderAsk.Line line(long product, int quantity) {
    return new OrderAsk.Line(new ProductId(product), quantity, "");
  }

  OrderView buy(long user, OrderAsk.Line... lines) {
    return await(buying(user, lines));
  }

  Future<OrderView> buying(long user, OrderAsk.Line... lines) {
    return order(user, true, lines);
  }

  /** An order that waits for its payment. */
  OrderView reserve(long user, OrderAsk.Line... lines) {
    return await(order(user, false, lines));
  }

  private Future<OrderView> order(long user, boolean pay, OrderAsk.Line... lines) {
    return bus.ask(
            new OrderAsk.PlaceOrder(
                new UserId(user), Optional.empty(), List.of(lines), pay, Optional.empty()),
            call())
        .map(Answered::answer);
  }

  void pay(OrderView order) {
    ask(new OrderAsk.PayOrder(order.orderId(), Caller.TRUSTED, Optional.empty()));
  }

  void cancel(OrderView order) {
    ask(new OrderAsk.CancelOrder(order.orderId(), Caller.TRUSTED, Optional.empty()));
  }

  void expire(OrderView order) {
    ask(new OrderAsk.ExpireOrder(order.orderId()));
  }

  /**
   * @param lines none for all that is left
   */
  void refund(OrderView order, OrderAsk.Line... lines) {
    ask(
        new OrderAsk.RefundPayment(
            order.paymentId().orElseThrow(),
            lines.length == 0 ? Optional.empty() : Optional.of(List.of(lines)),
            "test",
            Caller.TRUSTED,
            Optional.empty()));
  }

  TopProducts top(Window window) {
    return ask(new RankingAsk.GetTop(window));
  }

  /** The ranking as {@code id:sold}. */
  List<String> list(Window window) {
    return top(window).items().stream()
        .map(item -> item.productId().value() + ":" + item.sold())
        .toList();
  }

  /** Waits until every window comes from there. */
  void awaitSource(TopProducts.Source source) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(15))
        .pollInterval(Duration.ofMillis(20))
        .ignoreExceptions() // none is shown yet
        .until(() -> Stream.of(Window.values()).allMatch(window -> top(window).source() == source));
  }

  RankingAsk.Comparison compare() {
    return ask(new RankingAsk.CompareRanking());
  }

  void wantRebuilt(String epoch) {
    ask(new KeeperAsk.Rebuild(epoch, "is tested"));
  }

  <A> A ask(Ask<A> ask) {
    return await(bus.ask(ask, call()));
  }

  private static Call call() {
    return new Call(Deadline.after(Duration.ofSeconds(20)), "");
  }

  static <T> T await(Future<T> future) {
    try {
      return future.await(30, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("nothing came of it in time", e);
    }
  }

  /** As a stop of the server does. */
  @Override
  public void close() {
    vertx.deploymentIDs().forEach(id -> await(vertx.undeploy(id)));
    await(kafka.close());
    await(redis.close());
    await(database.close());
    await(vertx.close());
  }
}
