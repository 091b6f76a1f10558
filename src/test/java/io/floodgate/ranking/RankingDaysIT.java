package io.floodgate.ranking;

import static io.floodgate.ranking.RankingNode.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.floodgate.base.ProductId;
import io.floodgate.order.OrderView;
import io.floodgate.ranking.TopProducts.Source;
import io.floodgate.redis.TestRedis;
import io.floodgate.server.Database;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How days and hours pass: the keeper's clock is put ahead, what was sold is put back. */
class RankingDaysIT {

  private static final Duration SOON = Duration.ofSeconds(15);
  private static final BusinessDays DAYS = new BusinessDays(ZoneId.of("Asia/Seoul"));

  private final Database database = Database.freshWithKafka().with(2, 100_000_000, 700, 1_000_000);
  private final Truth truth = new Truth(database);
  private final Teller teller = new Teller(database);
  private TestRedis redis;
  private RankingNode node;

  @BeforeEach
  void start() {
    database.execute("UPDATE product SET price = 10");
    redis = TestRedis.on(database.endpoints());
    teller.forgetOthers();
  }

  @AfterEach
  void stop() {
    node.close();
    redis.close();
  }

  private void startNode(Map<String, String> variables) {
    node = RankingNode.selling(database.endpoints(), variables);
  }

  private void tell() {
    teller.tell(node.kafka().sender());
    teller.forgetOthers();
  }

  private String meta(String field) {
    Response value = redis.command(Command.HGET, redis.store().key("ranking:meta"), field);
    return value == null ? "" : value.toString();
  }

  /** On each of nine days so many units of some product, and of one every day. */
  private void sellOnNineDays() {
    for (int daysAgo = 0; daysAgo <= 8; daysAgo++) {
      OrderView order =
          node.buy(1, line(10 + daysAgo, 100 + daysAgo), line(1, 1 + daysAgo), line(2, 5));
      node.refund(order, line(1, 1));
      database.execute(
          "UPDATE payment SET created_at = created_at - interval '%d days' WHERE order_id = %d"
              .formatted(daysAgo, order.orderId().value()));
    }
    tell();
  }

  private void awaitMoved(Duration ahead) {
    node.goAhead(ahead);
    String day = Long.toString(DAYS.dayOf(Instant.now().plus(ahead)).number());
    String hour = Long.toString(DAYS.hourOf(Instant.now().plus(ahead)).number());
    await().atMost(SOON).until(() -> meta("day").equals(day) && meta("hour").equals(hour));
    truth.awaitOn(node, "(now() + interval '" + ahead.toSeconds() + " seconds')");
  }

  @Test
  void whatBecomesTooOldLeavesTheWindowsDayByDay() {
    startNode(Map.of());
    sellOnNineDays();
    node.keeping().counting();
    node.awaitSource(Source.LIVE);
    truth.awaitOn(node);
    String epoch = meta("epoch");

    awaitMoved(Duration.ofDays(1));
    // Sold today, and the windows are a day ahead: it is part of them all the same.
    node.buy(1, line(3, 50));
    tell();
    awaitMoved(Duration.ofDays(2));
    awaitMoved(Duration.ofDays(2).plusHours(1));
    assertThat(meta("epoch")).isEqualTo(epoch);
    assertThat(redis.command(Command.EXISTS, redis.store().key("ranking:leaving:7d")).toInteger())
        .isZero();
  }

  @Test
  void aLargeDayLeavesInManySteps() {
    startNode(Map.of());
    database.execute(
        """
        INSERT INTO payment (id, order_id, kind, amount, created_at)
        VALUES (1, 1, 'PAYMENT', 0, now() - interval '6 days');
        INSERT INTO payment (id, order_id, kind, amount, created_at)
        VALUES (2, 2, 'PAYMENT', 0, now() - interval '2 days');
        INSERT INTO order_item (order_id, position, product_id, name, price, quantity)
        SELECT 1 + i % 2, i, 1 + i % 700, 'x', 1, 1 + i % 9 FROM generate_series(1, 2800) AS i
        """);
    node.keeping().counting();
    node.awaitSource(Source.LIVE);
    truth.awaitOn(node);
    awaitMoved(Duration.ofDays(1));
    awaitMoved(Duration.ofDays(2));
  }

  @Test
  void isBuiltAnewWhereSoMuchTimeHasPassedThatDaysHaveExpired() {
    startNode(Map.of());
    sellOnNineDays();
    node.keeping().counting();
    node.awaitSource(Source.LIVE);
    String epoch = meta("epoch");
    awaitMoved(Duration.ofDays(4));
    assertThat(meta("epoch")).isNotEqualTo(epoch);
  }

  @Test
  void bucketsStayUntilNoWindowHasThemAndWindowsForEver() {
    startNode(Map.of());
    node.keeping().counting();
    node.awaitSource(Source.LIVE);
    node.buy(1, line(1, 1));
    tell();
    truth.awaitOn(node);
    Instant now = Instant.now();
    String daily = redis.store().key("ranking:" + DAYS.dayOf(now).text());
    assertThat(daily).matches(".*ranking:daily:\\d{4}-\\d{2}-\\d{2}");
    assertThat(redis.command(Command.ZSCORE, daily, RankingStore.member(new ProductId(1))).toLong())
        .isEqualTo(1);
    assertThat(redis.command(Command.TTL, daily).toLong())
        .isBetween(Duration.ofDays(8).toSeconds() - 60, Duration.ofDays(9).toSeconds());
    assertThat(
            redis
                .command(Command.TTL, redis.store().key("ranking:" + DAYS.hourOf(now).text()))
                .toLong())
        .isBetween(Duration.ofHours(46).toSeconds(), Duration.ofHours(48).toSeconds());
    assertThat(redis.command(Command.TTL, redis.store().key("ranking:window:1h")).toLong())
        .isEqualTo(-1);
  }

  @Test
  void theNightlyComparisonFindsWhatIsWrongInADayThatIsOver() {
    startNode(
        Map.of(
            "FLOODGATE_RANKING_COMPARE_HOUR",
            Integer.toString(DAYS.hourOfDay(Instant.now().plus(Duration.ofHours(3))))));
    sellOnNineDays();
    node.keeping().counting();
    node.awaitSource(Source.LIVE);
    truth.awaitOn(node);
    String epoch = meta("epoch");
    Bucket yesterday = Bucket.day(DAYS.dayOf(Instant.now()).number() - 1);
    redis.command(
        Command.ZINCRBY,
        redis.store().key("ranking:" + yesterday.text()),
        7,
        RankingStore.member(new ProductId(1)));

    node.goAhead(Duration.ofHours(3));
    await().atMost(SOON).until(() -> !meta("epoch").equals(epoch));
    truth.awaitOn(node, "(now() + interval '3 hours')");
  }
}
