package io.floodgate.coupon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.floodgate.base.CouponId;
import io.floodgate.base.UserId;
import io.floodgate.local.Redis;
import io.floodgate.redis.TestRedis;
import io.floodgate.server.Database;
import io.floodgate.stack.Stack;
import io.vertx.redis.client.Command;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What happens to the gate's store in the middle of a rush, and that it ends exact all the same.
 */
class GateFaultsIT {

  private static final int COUPONS = 1_000;
  private static final int USERS = 1_600;
  private static final Duration HEALING = Duration.ofSeconds(20);
  private static final Duration SECONDS = Duration.ofSeconds(6);

  private final Redis redis = Stack.shared().embedded().redis();
  private final Database database = Database.fresh().with(USERS, 1, 1, 1);
  private final long coupon = database.coupon(COUPONS);
  private final List<CouponNode> nodes = new ArrayList<>();
  private TestRedis byHand;

  @BeforeEach
  void start() {
    byHand = TestRedis.on(database.endpoints());
    nodes.add(CouponNode.start(database.endpoints(), Map.of()));
    awaitEqual();
  }

  @AfterEach
  void stop() {
    redis.start();
    nodes.forEach(CouponNode::close);
    byHand.close();
  }

  private long issued() {
    return database.number("SELECT count(*) FROM user_coupon WHERE coupon_id = " + coupon);
  }

  private void awaitIssued(int number) {
    await().atMost(HEALING).until(() -> issued() >= number);
  }

  /** Gate and table agree, says whoever keeps the gate. */
  private void awaitEqual() {
    await()
        .atMost(SECONDS)
        .ignoreExceptions()
        .untilAsserted(
            () ->
                nodes.forEach(node -> assertThat(node.ask(new GateAsk.CompareGates())).isEmpty()));
  }

  /** Looked at from beside: a comparison that finds a difference has it repaired. */
  private void awaitFullGate() {
    GateStore gates = byHand.make(GateStore::new);
    await()
        .atMost(SECONDS)
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              GateStore.Standing standing =
                  byHand.await(() -> gates.inspect(new CouponId(coupon), 0));
              assertThat(standing.built()).isPresent();
              assertThat(standing.members()).isEqualTo(COUPONS);
              assertThat(standing.pending()).isZero();
            });
  }

  private void assertExact(Rush rush) {
    awaitIssued(COUPONS);
    rush.stop();
    awaitFullGate();
    nodes.forEach(node -> assertThat(node.ask(new GateAsk.CompareGates())).isEmpty());
    assertThat(issued()).isEqualTo(COUPONS);
    assertThat(database.number("SELECT issued FROM coupon WHERE id = " + coupon))
        .isEqualTo(COUPONS);
    assertThat(
            database.number(
                "SELECT count(DISTINCT user_id) FROM user_coupon WHERE coupon_id = " + coupon))
        .isEqualTo(COUPONS);
    assertThat(
            database.numbers(
                "SELECT sequence FROM user_coupon WHERE coupon_id = "
                    + coupon
                    + " ORDER BY sequence"))
        .containsExactlyElementsOf(LongStream.rangeClosed(1, COUPONS).boxed().toList());
    assertThat(database.numbers("SELECT user_id FROM user_coupon WHERE coupon_id = " + coupon))
        .containsAll(rush.told());
  }

  @Test
  void flushedInTheMiddleOfARush() {
    try (Rush rush = Rush.start(nodes, coupon, USERS)) {
      for (int issued : List.of(100, 300, 600)) {
        awaitIssued(issued);
        byHand.command(Command.FLUSHALL);
      }
      assertExact(rush);
    }
  }

  @Test
  void flushedUnderTwoNodes() {
    nodes.add(CouponNode.start(database.endpoints(), Map.of()));
    try (Rush rush = Rush.start(nodes, coupon, USERS)) {
      for (int issued : List.of(100, 300, 600)) {
        awaitIssued(issued);
        byHand.command(Command.FLUSHALL);
      }
      assertExact(rush);
    }
  }

  @Test
  void stoppedForAWhile() {
    try (Rush rush = Rush.start(nodes, coupon, USERS)) {
      awaitIssued(100);
      redis.stop();
      awaitIssued(400);
      redis.start();
      assertExact(rush);
    }
  }

  @Test
  void goneForTheWholeRush() {
    redis.stop();
    try (Rush rush = Rush.start(nodes, coupon, USERS)) {
      awaitIssued(COUPONS);
      redis.start();
      assertExact(rush);
    }
  }

  @Test
  void pausedForAWhile() {
    try (Rush rush = Rush.start(nodes, coupon, USERS)) {
      awaitIssued(100);
      redis.pause();
      try {
        awaitIssued(400);
      } finally {
        redis.resume();
      }
      assertExact(rush);
    }
  }

  @Test
  void killedAndStartedEmpty() {
    try (Rush rush = Rush.start(nodes, coupon, USERS)) {
      awaitIssued(100);
      redis.kill();
      awaitIssued(300);
      redis.start();
      byHand.command(Command.FLUSHALL);
      assertExact(rush);
    }
  }

  @Test
  void placesTakenByNobodyAreIssuedInTheEnd() {
    Gate gate = byHand.make(Gate::new);
    await().until(() -> byHand.make(GateStore::new).isUp());
    for (int user = 1; user <= COUPONS; user++) {
      UserId taker = new UserId(1_000_000 + user);
      byHand.await(() -> gate.admit(new CouponId(coupon), taker, Duration.ofSeconds(1)));
    }
    try (Rush rush = Rush.start(nodes, coupon, USERS)) {
      assertExact(rush);
    }
  }
}
