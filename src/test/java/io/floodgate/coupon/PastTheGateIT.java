package io.floodgate.coupon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.floodgate.base.Answered;
import io.floodgate.base.CouponId;
import io.floodgate.base.IdempotencyKey;
import io.floodgate.base.UserId;
import io.floodgate.local.Redis;
import io.floodgate.redis.TestRedis;
import io.floodgate.server.Database;
import io.floodgate.stack.Stack;
import io.vertx.redis.client.Command;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of requests that find no gate. */
class PastTheGateIT {

  private static final Duration SOON = Duration.ofSeconds(5);
  private static final int USERS = 500;

  private final Redis redis = Stack.shared().embedded().redis();
  private final Database database = Database.fresh().with(USERS, 1, 1, 1);
  private CouponNode node;

  @BeforeEach
  void start() {
    node =
        CouponNode.start(
            database.endpoints(),
            Map.of(
                "FLOODGATE_COUPONS_GATE_INTERVAL", "1m", "FLOODGATE_COUPONS_DIRECT_LIMIT", "20"));
    await()
        .atMost(SOON)
        .ignoreExceptions()
        .untilAsserted(() -> node.ask(new GateAsk.RestoreGate(new CouponId(0))));
  }

  @AfterEach
  void stop() {
    redis.start();
    node.close();
  }

  @Test
  void theFirstThatIsIssuedOneHasTheGateBuilt() {
    long coupon = database.coupon(10);
    try (TestRedis byHand = TestRedis.on(database.endpoints())) {
      String gate = byHand.store().key("coupon:{" + coupon + "}:gate");
      assertThat(byHand.command(Command.EXISTS, gate).toInteger()).isZero();

      assertThat(node.issue(coupon, 1).join()).isEqualTo(CouponNode.ISSUED);
      await().atMost(SOON).until(() -> byHand.command(Command.EXISTS, gate).toInteger() == 1);
      assertThat(node.issue(coupon, 1).join()).isEqualTo("COUPON_ALREADY_ISSUED");
    }
  }

  @Test
  void aCouponThatIsUnknownOrOverHasNoneAndIsRefusedByTheTable() {
    long ended = database.coupon(10);
    database.execute("UPDATE coupon SET issue_until = now() WHERE id = " + ended);
    try (TestRedis byHand = TestRedis.on(database.endpoints())) {
      assertThat(node.issue(999, 1).join()).isEqualTo("COUPON_NOT_FOUND");
      assertThat(node.issue(ended, 1).join()).isEqualTo("COUPON_NOT_IN_ISSUE_PERIOD");
      await().atMost(SOON).until(() -> node.closed().why(new CouponId(ended)).isPresent());
      assertThat(node.issue(ended, 2).join()).isEqualTo("COUPON_NOT_IN_ISSUE_PERIOD");
      assertThat(node.closed().why(new CouponId(999))).isEmpty();
      assertThat(byHand.command(Command.KEYS, byHand.store().key("*")).size()).isZero();
    }
  }

  @Test
  void aBoundedFewGoOnAndTheOthersHearThatTheyMayTryAgain() {
    redis.stop();
    long coupon = database.coupon(USERS);
    List<CompletableFuture<String>> crowd =
        LongStream.rangeClosed(1, USERS).mapToObj(user -> node.issue(coupon, user)).toList();
    Map<String, Long> outcomes =
        crowd.stream()
            .map(CompletableFuture::join)
            .collect(Collectors.groupingBy(outcome -> outcome, Collectors.counting()));

    assertThat(outcomes).containsOnlyKeys(CouponNode.ISSUED, "UNAVAILABLE");
    assertThat(database.number("SELECT issued FROM coupon WHERE id = " + coupon))
        .isEqualTo(outcomes.get(CouponNode.ISSUED));
  }

  @Test
  void aRepeatedRequestHearsItsFirstAnswerThoughNoneIsLeft() {
    long coupon = database.coupon(1);
    CouponAsk.IssueCoupon request =
        new CouponAsk.IssueCoupon(
            new CouponId(coupon), new UserId(1), Optional.of(new IdempotencyKey("key", "hash")));
    Answered<IssuedCoupon> first = node.ask(request);
    await().atMost(SOON).until(() -> node.closed().why(new CouponId(coupon)).isPresent());
    redis.stop();

    Answered<IssuedCoupon> second = node.ask(request);
    assertThat(second.replayed()).isTrue();
    assertThat(second.answer()).isEqualTo(first.answer());
    assertThat(node.issue(coupon, 2).join()).isEqualTo("COUPON_SOLD_OUT");
  }
}
