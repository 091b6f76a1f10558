package io.floodgate.ranking;

import static io.floodgate.ranking.RankingNode.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.floodgate.kafka.Offsets;
import io.floodgate.local.Redis;
import io.floodgate.order.OrderView;
import io.floodgate.ranking.TopProducts.Source;
import io.floodgate.redis.TestRedis;
import io.floodgate.server.Database;
import io.floodgate.stack.Stack;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens to the ranking's store, its queue and its nodes, and that it ends exact. */
class RankingFaultsIT {

  private static final Duration SOON = Duration.ofSeconds(15);
  private static final int PRODUCTS = 20;

  private static final Random RANDOM = new Random(11);
  private static final List<OrderView> PAID = new ArrayList<>();

  private static Database database;
  private static Truth truth;
  private static Teller teller;
  private static TestRedis redis;
  private static RankingNode first;

  private final List<RankingNode> nodes = new ArrayList<>();

  @BeforeAll
  static void sell() {
    database = Database.freshWithKafka().with(20, 100_000_000, PRODUCTS, 10_000_000);
    database.execute("UPDATE product SET price = 10");
    truth = new Truth(database);
    teller = new Teller(database);
    redis = TestRedis.on(database.endpoints());
    teller.forgetOthers();
    first = RankingNode.start(database.endpoints());
  }

  @AfterAll
  static void close() {
    first.close();
    redis.close();
  }

  @BeforeEach
  void start() {
    nodes.add(first);
    first.awaitSource(Source.LIVE);
  }

  /** One goes on to the next test. */
  @AfterEach
  void stop() {
    while (nodes.size() > 1) {
      nodes.removeFirst().close();
    }
    first = nodes.getFirst();
  }

  private RankingNode add() {
    RankingNode node = RankingNode.start(database.endpoints());
    nodes.add(node);
    return node;
  }

  private void remove(RankingNode node) {
    nodes.remove(node);
    node.close();
  }

  private RankingNode node() {
    return nodes.getLast();
  }

  /** Some orders, some of which are refunded in part. */
  private void trade(int orders) {
    List<Future<OrderView>> placed = new ArrayList<>();
    for (int i = 0; i < orders; i++) {
      int first = 1 + RANDOM.nextInt(PRODUCTS);
      placed.add(
          node()
              .buying(
                  1 + RANDOM.nextInt(20),
                  line(first, 2 + RANDOM.nextInt(5)),
                  line(1 + first % PRODUCTS, 1)));
    }
    placed.forEach(one -> PAID.add(RankingNode.await(one)));
    for (int i = 0; i < orders / 5; i++) {
      OrderView order = PAID.remove(RANDOM.nextInt(PAID.size()));
      node().refund(order, line(order.items().getFirst().productId().value(), 1));
    }
  }

  private void tell() {
    teller.tell(node().kafka().sender());
    teller.forgetOthers();
  }

  private void tradeAndTell(int orders) {
    trade(orders);
    tell();
  }

  private String meta(String field) {
    Response value = redis.command(Command.HGET, redis.store().key("ranking:meta"), field);
    return value == null ? "" : value.toString();
  }

  private void awaitNewEpoch(String old) {
    await().atMost(SOON).until(() -> !meta("epoch").isEmpty() && !meta("epoch").equals(old));
  }

  private void awaitWorkedOff() {
    Offsets offsets = new Offsets(database.endpoints(), RankingConsumerVerticle.TOPIC);
    await().atMost(SOON).until(() -> offsets.lag(RankingConsumerVerticle.GROUP) == 0);
  }

  @Test
  void isBuiltAnewWhenRedisForgetsEverythingWhileOrdersRun() {
    tradeAndTell(50);
    truth.awaitOn(node());
    String epoch = meta("epoch");
    for (int i = 0; i < 6; i++) {
      tradeAndTell(20);
      if (i == 2) {
        redis.command(Command.FLUSHALL);
      }
    }
    awaitNewEpoch(epoch);
    truth.awaitOn(node());
  }

  @Test
  void theDatabaseAnswersWhileRedisIsAwayAndWhatWaitedIsCountedAfterwards() {
    Redis store = Stack.shared().embedded().redis();
    tradeAndTell(30);
    truth.awaitOn(node());
    store.stop();
    try {
      node().awaitSource(Source.DATABASE);
      tradeAndTell(30);
      await()
          .atMost(SOON)
          .untilAsserted(
              () -> {
                for (Window window : Window.values()) {
                  assertThat(node().list(window)).isEqualTo(truth.list(window, "now()"));
                  assertThat(node().top(window).source()).isEqualTo(Source.DATABASE);
                }
              });
    } finally {
      store.start();
    }
    tradeAndTell(10);
    truth.awaitOn(node());
  }

  /** A replica that had not heard of the last seconds took over. */
  @Test
  void isBuiltAnewWhenRedisForgetsTheLastOfIt() {
    tradeAndTell(30);
    truth.awaitOn(node());
    String epoch = meta("epoch");
    List<String> keys = new ArrayList<>();
    redis
        .command(Command.KEYS, redis.store().key("ranking:") + "*")
        .forEach(key -> keys.add(key.toString()));
    keys.forEach(key -> redis.command(Command.COPY, key, "saved:" + key, "REPLACE"));
    tradeAndTell(30);
    awaitWorkedOff();
    keys.forEach(key -> redis.command(Command.COPY, "saved:" + key, key, "REPLACE"));

    tradeAndTell(30);
    awaitNewEpoch(epoch);
    truth.awaitOn(node());
  }

  /** Built, then counted, then the counting is forgotten and the building is not. */
  @Test
  void isBuiltAnewWhenRedisForgetsAllThatWasCountedOfAPartition() {
    String epoch = meta("epoch");
    tradeAndTell(30);
    truth.awaitOn(node());
    for (int partition = 0; partition < 3; partition++) {
      redis.command(Command.HDEL, redis.store().key("ranking:meta"), "p" + partition);
    }
    redis.command(Command.DEL, redis.store().key("ranking:window:7d"));

    tradeAndTell(30);
    awaitNewEpoch(epoch);
    truth.awaitOn(node());
  }

  @Test
  void isBuiltAnewWhenKafkaHasRemovedWhatWasNotCounted() {
    tradeAndTell(30);
    truth.awaitOn(node());
    String epoch = meta("epoch");
    RankingNode old = node();
    RankingNode seller = RankingNode.selling(database.endpoints(), Map.of());
    nodes.add(seller);
    remove(old);
    tradeAndTell(30);
    new Offsets(database.endpoints(), RankingConsumerVerticle.TOPIC).removeAll();
    tradeAndTell(30);
    remove(seller);

    add();
    awaitNewEpoch(epoch);
    truth.awaitOn(node());
  }

  @Test
  void countsOnceWhatKafkaDeliversAgain() {
    tradeAndTell(60);
    truth.awaitOn(node());
    String epoch = meta("epoch");
    remove(node());
    Offsets offsets = new Offsets(database.endpoints(), RankingConsumerVerticle.TOPIC);
    await()
        .atMost(SOON)
        .ignoreExceptions()
        .until(
            () -> {
              offsets.rewind(RankingConsumerVerticle.GROUP);
              return true;
            });

    add();
    node().awaitSource(Source.LIVE);
    tradeAndTell(20);
    awaitWorkedOff();
    truth.awaitOn(node());
    assertThat(meta("epoch")).isEqualTo(epoch);
  }

  @Test
  void staysExactWhenANodeComesAndBothBuildItAgainAndAgainAndOneGoes() {
    String before = meta("epoch");
    RankingNode oldest = node();
    add();
    for (int i = 0; i < 5; i++) {
      tradeAndTell(10);
    }
    nodes.forEach(truth::awaitOn);
    assertThat(meta("epoch")).isEqualTo(before);

    Set<String> epochs = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      tradeAndTell(8);
      String epoch = meta("epoch");
      if (epochs.add(epoch)) {
        nodes.forEach(node -> node.wantRebuilt(epoch));
      }
    }
    assertThat(epochs).hasSizeGreaterThan(3);

    trade(20);
    remove(oldest);
    for (int i = 0; i < 3; i++) {
      tradeAndTell(10);
    }
    truth.awaitOn(node());
  }

  /** What a node knew of a partition is old when it gets it back: no reason to build anew. */
  @Test
  void aPartitionThatWasWithAnotherNodeAndComesBackIsCountedOn() {
    Offsets offsets = new Offsets(database.endpoints(), RankingConsumerVerticle.TOPIC);
    RankingNode stays = node();
    tradeAndTell(30);
    truth.awaitOn(stays);
    String epoch = meta("epoch");
    RankingNode guest = add();
    await().atMost(SOON).until(() -> offsets.owners(RankingConsumerVerticle.GROUP) == 2);
    tradeAndTell(30);
    awaitWorkedOff();
    remove(guest);
    await().atMost(SOON).until(() -> offsets.owners(RankingConsumerVerticle.GROUP) == 1);

    tradeAndTell(30);
    awaitWorkedOff();
    truth.awaitOn(stays);
    assertThat(meta("epoch")).isEqualTo(epoch);
  }

  @Test
  void whatIsCountedWhileItIsBuiltIsHeldUntilTheBuilderIsDoneOrDead() {
    tradeAndTell(20);
    truth.awaitOn(node());
    String epoch = meta("epoch");
    String counted = meta("p0") + meta("p1") + meta("p2");
    // Somebody builds and is not heard of again.
    redis.command(Command.SET, redis.store().key("ranking:builder"), "somebody", "PX", 1_500);
    node().wantRebuilt(epoch);
    tradeAndTell(20);
    assertThat(meta("p0") + meta("p1") + meta("p2")).isEqualTo(counted);
    assertThat(node().top(Window.TODAY).source()).isEqualTo(Source.LIVE);

    awaitNewEpoch(epoch);
    truth.awaitOn(node());
  }
}
