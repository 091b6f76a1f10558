package io.floodgate.ranking;

import static io.floodgate.ranking.RankingNode.line;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.floodgate.kafka.DeadLetter;
import io.floodgate.kafka.Message;
import io.floodgate.kafka.Topic;
import io.floodgate.order.OrderView;
import io.floodgate.outbox.Place;
import io.floodgate.outbox.ToldEvent;
import io.floodgate.redis.TestRedis;
import io.floodgate.server.Database;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is counted, and what is served of it. */
class RankingIT {

  private static final Duration SOON = Duration.ofSeconds(10);
  private static final int PRODUCTS = 320;

  private static Database database;
  private static RankingNode node;
  private static Teller teller;
  private static TestRedis redis;
  private static long nextProduct = 301;

  @BeforeAll
  static void start() {
    database = Database.freshWithKafka().with(50, 100_000_000, PRODUCTS, 1_000_000);
    database.execute("UPDATE product SET price = 10");
    node = RankingNode.start(database.endpoints());
    teller = new Teller(database);
    teller.forgetOthers();
    redis = TestRedis.on(database.endpoints());
    node.awaitSource(TopProducts.Source.LIVE);
  }

  @AfterAll
  static void stop() {
    redis.close();
    node.close();
  }

  /** Whatever happened, it ends exact. */
  @AfterEach
  void theRankingIsTheTruth() {
    new Truth(database).awaitOn(node);
  }

  private static void tell() {
    teller.tell(node.kafka().sender());
    teller.forgetOthers();
  }

  private static long sold(long product) {
    return node.top(Window.TODAY).items().stream()
        .filter(item -> item.productId().value() == product)
        .mapToLong(TopProduct::sold)
        .findFirst()
        .orElse(0);
  }

  private static void awaitSold(long product, long units) {
    await()
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(() -> assertThat(sold(product)).isEqualTo(units));
  }

  @Test
  void countsWhatIsPaidAndTakesBackWhatIsRefundedOrCancelled() {
    long product = nextProduct++;
    OrderView order = node.buy(1, line(product, 1_000));
    OrderView other = node.buy(2, line(product, 500), line(1, 1));
    tell();
    awaitSold(product, 1_500);

    node.refund(order, line(product, 300));
    tell();
    awaitSold(product, 1_200);

    node.cancel(other);
    node.refund(order);
    tell();
    awaitSold(product, 0);
  }

  @Test
  void countsOnlyWhatIsPaid() {
    long product = nextProduct++;
    OrderView paidLater = node.reserve(1, line(product, 700));
    OrderView cancelled = node.reserve(1, line(product, 10));
    OrderView expired = node.reserve(1, line(product, 10));
    node.cancel(cancelled);
    database.execute(
        "UPDATE orders SET expires_at = now() - interval '1 second' WHERE id = "
            + expired.orderId().value());
    node.expire(expired);
    tell();
    node.pay(paidLater);
    tell();
    awaitSold(product, 700);
  }

  @Test
  void countsAnEventOnceHoweverOftenTheRelaySendsIt() {
    long product = nextProduct++;
    int before = teller.told().size();
    for (int i = 0; i < 30; i++) {
      node.buy(1, line(product, 10));
    }
    tell();
    List<ToldEvent> events = List.copyOf(teller.told().subList(before, teller.told().size()));
    assertThat(events).hasSize(30);
    Teller.send(node.kafka().sender(), events);
    Teller.send(node.kafka().sender(), events.subList(10, 30));
    Teller.send(
        node.kafka().sender(),
        events.stream().map(event -> placed(event, republished(event.place()))).toList());
    OrderView last = node.buy(1, line(product, 5));
    tell();
    awaitSold(product, 305);
    assertThat(last.items()).hasSize(1);
  }

  /** Behind all that the shard has sent, and the teller knows nothing of it. */
  private static Place republished(Place place) {
    return new Place(
        place.shard(), place.sequence(), place.position() + 1_000, place.transaction(), true);
  }

  private static ToldEvent placed(ToldEvent event, Place place) {
    return new ToldEvent(
        event.aggregate(),
        event.aggregateId(),
        event.version(),
        event.type(),
        event.time(),
        event.traceparent(),
        place,
        event.data());
  }

  @Test
  void aMessageThatCannotBeReadGoesToTheDeadLettersAndTheRestIsCounted() {
    long product = nextProduct++;
    node.buy(1, line(product, 800));
    tell();
    ToldEvent event = teller.told().getLast();
    Place next = new Place(event.place().shard(), event.place().sequence(), 2_000, 1L << 40, false);
    Message nonsense =
        new ToldEvent(
                event.aggregate(),
                event.aggregateId(),
                9,
                "OrderPaid",
                event.time(),
                "",
                next,
                "{\"items\":7}".getBytes(UTF_8))
            .message();
    Teller.sendMessages(
        node.kafka().sender(),
        List.of(
            nonsense, Message.of(RankingConsumerVerticle.TOPIC, "1", "nonsense".getBytes(UTF_8))));
    OrderView after = node.buy(1, line(product, 50));
    tell();
    awaitSold(product, 850);
    Topic letters =
        new Topic(database.endpoints(), DeadLetter.topicOf(RankingConsumerVerticle.TOPIC));
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(letters.all())
                    .extracting(Topic.Found::value)
                    .containsExactlyInAnyOrder("{\"items\":7}", "nonsense"));
    assertThat(after.items()).hasSize(1);
  }

  @Test
  void showsTheBestHundredOfHundredsTheLargerIdFirstWhereTheySoldTheSame() {
    Random random = new Random(7);
    List<Future<OrderView>> orders = new ArrayList<>();
    for (int product = 1; product <= 300; product++) {
      orders.add(
          node.buying(
              1 + random.nextInt(50),
              line(product, 1 + product % 7),
              line(1 + (product + 50) % 300, 1)));
    }
    orders.forEach(RankingNode::await);
    tell();
    database.execute("UPDATE product SET hidden = true WHERE id % 3 = 0 AND id <= 300");
    new Truth(database).awaitOn(node);
    TopProducts top = node.top(Window.THREE_DAYS);
    assertThat(top.items())
        .hasSize(100)
        .noneMatch(item -> item.productId().value() % 3 == 0 && item.productId().value() <= 300);
    assertThat(top.items()).extracting(TopProduct::rank).startsWith(1, 2, 3).endsWith(99, 100);
    assertThat(top.items()).allMatch(item -> item.name() != null && item.price().won() == 10);
    database.execute("UPDATE product SET hidden = false");
  }

  @Test
  void isReadAgainAndAgainAndKeepsItsListUntilSomethingChanges() {
    long product = nextProduct++;
    node.buy(1, line(product, 2_000));
    tell();
    awaitSold(product, 2_000);
    TopProducts first = node.top(Window.SEVEN_DAYS);
    TopProducts later =
        await()
            .atMost(SOON)
            .until(() -> node.top(Window.SEVEN_DAYS), top -> top.asOf().isAfter(first.asOf()));
    assertThat(later.items()).isSameAs(first.items());

    database.execute("UPDATE product SET name = 'renamed', price = 11 WHERE id = " + product);
    await()
        .atMost(SOON)
        .until(
            () ->
                node.top(Window.SEVEN_DAYS).items().stream()
                    .anyMatch(item -> item.name().equals("renamed") && item.price().won() == 11));
  }

  @Test
  void aDifferenceIsFoundAndBuildingItAnewMendsIt() {
    long product = nextProduct++;
    node.buy(1, line(product, 400));
    tell();
    awaitSold(product, 400);
    String window = redis.store().key("ranking:window:3d");
    String member = "%016d".formatted(product);
    redis.command(Command.ZINCRBY, window, 3, member);

    RankingAsk.Comparison comparison = node.compare();
    assertThat(comparison.settled()).isTrue();
    assertThat(comparison.differences())
        .containsExactly(
            "window 3d: 403 units of product %d are counted, 400 were sold".formatted(product));

    String epoch =
        redis.command(Command.HGET, redis.store().key("ranking:meta"), "epoch").toString();
    node.wantRebuilt("another");
    node.wantRebuilt(epoch);
    await()
        .atMost(SOON)
        .until(
            () ->
                !redis
                    .command(Command.HGET, redis.store().key("ranking:meta"), "epoch")
                    .toString()
                    .equals(epoch));
    assertThat(redis.command(Command.ZSCORE, window, member).toString()).isEqualTo("400.0");
    assertThat(redis.command(Command.TTL, window).toInteger()).isEqualTo(-1);
  }

  @Test
  void nothingIsProvenWhileAnEventWaits() {
    long product = nextProduct++;
    node.buy(1, line(product, 400));
    RankingAsk.Comparison comparison = node.compare();
    assertThat(comparison.settled()).isFalse();
    assertThat(comparison.differences()).isEmpty();
    tell();
    awaitSold(product, 400);
  }
}
