package io.floodgate.coupon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.floodgate.base.CommonFailure;
import io.floodgate.base.CouponId;
import io.floodgate.base.Deadline;
import io.floodgate.base.Failure;
import io.floodgate.base.UserId;
import io.floodgate.bus.Call;
import io.floodgate.coupon.GateStore.Built;
import io.floodgate.coupon.GateStore.Stand;
import io.floodgate.coupon.GateStore.Standing;
import io.floodgate.redis.TestRedis;
import io.floodgate.server.Database;
import io.floodgate.stack.Sql;
import io.floodgate.stack.Stack;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.redis.client.Command;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The keeper of the gates, beside rows and keys that are made and broken by hand. */
class GateVerticleIT {

  private static final Duration SOON = Duration.ofSeconds(5);

  /** A time in which the keeper looks several times. */
  private static final Duration SOME_TURNS = Duration.ofSeconds(1);

  private final Database database = Database.fresh();
  private final Queue<UserId> forgotten = new ConcurrentLinkedQueue<>();
  private TestRedis redis;
  private CouponNode node;
  private GateStore gates;
  private Gate gate;

  @BeforeEach
  void connect() {
    redis = TestRedis.on(database.endpoints());
    gates = redis.make(GateStore::new);
    gate = redis.make(Gate::new);
    await().until(gates::isUp);
  }

  @AfterEach
  void close() {
    if (node != null) {
      node.close();
    }
    redis.close();
    Stack.shared().embedded().redis().start();
  }

  private void keep(String... variables) {
    Map<String, String> all = new HashMap<>();
    for (int i = 0; i < variables.length; i += 2) {
      all.put("FLOODGATE_COUPONS_" + variables[i], variables[i + 1]);
    }
    node = CouponNode.without(database.endpoints(), all);
    node.deploy(
        new VerticleBase() {
          @Override
          public Future<?> start() {
            node.bus()
                .open(
                    CouponAsk.class,
                    (CouponAsk<?> ask, Call call) -> {
                      forgotten.addAll(((CouponAsk.ForgetUserCoupons) ask).userIds());
                      return Future.succeededFuture();
                    });
            return Future.succeededFuture();
          }
        });
    node.keeping();
    // A start does not wait for Redis.
    await()
        .atMost(SOON)
        .ignoreExceptions()
        .untilAsserted(() -> node.ask(new GateAsk.RestoreGate(new CouponId(0))));
  }

  /** A coupon that users 1 to {@code issued} hold. */
  private CouponId coupon(long total, long issued) {
    long id = database.coupon(total);
    database.execute(
        """
        INSERT INTO user_coupon (id, coupon_id, user_id, sequence, issued_at)
        SELECT %d * 1000000 + n, %d, n, n, now() FROM generate_series(1, %d) n;
        UPDATE coupon SET issued = %d WHERE id = %d
        """
            .formatted(id, id, issued, issued, id));
    return new CouponId(id);
  }

  private Standing look(CouponId coupon) {
    return redis.await(() -> gates.inspect(coupon, 100));
  }

  private boolean stands(CouponId coupon, long members, long pending) {
    Standing standing = look(coupon);
    return standing.built().isPresent()
        && standing.members() == members
        && standing.pending() == pending;
  }

  private void awaitGate(CouponId coupon, long members, long pending) {
    await().atMost(SOON).until(() -> stands(coupon, members, pending));
  }

  private void awaitGates(List<CouponId> coupons, long members) {
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(coupons).allMatch(coupon -> stands(coupon, members, 0)));
  }

  private long epoch(CouponId coupon) {
    return look(coupon).built().map(Built::epoch).orElse(0L);
  }

  private List<Stand> stands(CouponId coupon, List<Long> users) {
    return redis.await(() -> gates.stands(coupon, users.stream().map(UserId::new).toList()));
  }

  private void admit(CouponId coupon, long user, Duration pendingFor) {
    assertThat(redis.await(() -> gate.admit(coupon, new UserId(user), pendingFor)))
        .isEqualTo(Gate.Verdict.ADMITTED);
  }

  private String key(CouponId coupon, String part) {
    return redis.store().key("coupon:{" + coupon.value() + "}:" + part);
  }

  private void byHand(Command command, CouponId coupon, String part, Object... arguments) {
    Object[] all = new Object[1 + arguments.length];
    all[0] = key(coupon, part);
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    redis.command(command, all);
  }

  private List<GateAsk.Drift> compare() {
    return node.ask(new GateAsk.CompareGates());
  }

  @Test
  void buildsEveryGateThatIsNeededByPages() {
    CouponId held = coupon(5_000, 1_234);
    List<CouponId> others = LongStream.range(0, 120).mapToObj(_ -> coupon(10, 0)).toList();
    CouponId upcoming = coupon(7, 0);
    database.execute(
        "UPDATE coupon SET issue_from = now() + interval '30 minutes' WHERE id = "
            + upcoming.value());
    CouponId ended = coupon(7, 3);
    database.execute("UPDATE coupon SET issue_until = now() WHERE id = " + ended.value());

    keep("GATE_BATCH", "50");

    awaitGate(held, 1_234, 0);
    awaitGate(upcoming, 0, 0);
    awaitGates(others, 0);
    assertThat(look(ended).built()).isEmpty();
    assertThat(compare()).isEmpty();
    GateStore.Setting setting = look(held).built().orElseThrow().setting();
    assertThat(setting.capacity()).isEqualTo(5_000);
    assertThat(setting.expireAt() - setting.issueUntil())
        .isEqualTo(node.config().coupons().gateGrace().toMillis());
    assertThat(redis.command(Command.PEXPIRETIME, key(held, "members")).toLong())
        .isEqualTo(setting.expireAt());
  }

  @Test
  void buildsNoneForACouponThatIsUnknownOrOver() {
    CouponId ended = coupon(7, 3);
    database.execute("UPDATE coupon SET issue_until = now() WHERE id = " + ended.value());
    keep();

    node.ask(new GateAsk.RestoreGate(ended));
    node.ask(new GateAsk.RestoreGate(new CouponId(999)));
    assertThat(look(ended).built()).isEmpty();
    assertThat(look(new CouponId(999)).built()).isEmpty();
    assertThat(database.number("SELECT max(gate_epoch) FROM coupon")).isZero();
    assertThat(compare()).isEmpty();
  }

  @Test
  void restoresAGateOnceForManyWhoAsk() {
    CouponId coupon = coupon(100, 10);
    keep("GATE_INTERVAL", "1m");
    List<Future<Void>> asked =
        IntStream.range(0, 200)
            .mapToObj(
                _ ->
                    node.bus()
                        .ask(new GateAsk.RestoreGate(coupon), new Call(Deadline.after(SOON), "")))
            .toList();
    asked.forEach(node::await);

    assertThat(stands(coupon, 10, 0)).isTrue();
    assertThat(epoch(coupon)).isEqualTo(1);
    database.execute("UPDATE coupon SET total_quantity = 50 WHERE id = " + coupon.value());
    node.ask(new GateAsk.RestoreGate(coupon));
    assertThat(look(coupon).built().orElseThrow().setting().capacity()).isEqualTo(50);
    assertThat(epoch(coupon)).isEqualTo(1);
  }

  @Test
  void tellsTheGateHowItsCouponChanged() {
    CouponId coupon = coupon(10, 5);
    keep();
    awaitGate(coupon, 5, 0);

    database.execute(
        "UPDATE coupon SET revoked = 2, total_quantity = 20,"
            + " issue_until = issue_until + interval '1 hour' WHERE id = "
            + coupon.value());

    long until =
        database.number(
            "SELECT floor(extract(epoch FROM issue_until) * 1000) FROM coupon WHERE id = "
                + coupon.value());
    await()
        .atMost(SOON)
        .until(
            () -> {
              GateStore.Setting setting = look(coupon).built().orElseThrow().setting();
              return setting.capacity() == 22 && setting.issueUntil() == until;
            });
    assertThat(epoch(coupon)).isEqualTo(1);
  }

  @Test
  void freesPlacesThatNobodyWasIssuedOneFor() {
    CouponId coupon = coupon(3, 1);
    keep();
    awaitGate(coupon, 1, 0);

    admit(coupon, 101, Duration.ofMillis(300));
    admit(coupon, 102, Duration.ofMinutes(1));
    awaitGate(coupon, 2, 1);
    assertThat(stands(coupon, List.of(1L, 101L, 102L)))
        .containsExactly(Stand.MEMBER, Stand.STRANGER, Stand.PENDING);
    assertThat(compare()).isEmpty();
    assertThat(forgotten).isEmpty();
    assertThat(epoch(coupon)).isEqualTo(1);
  }

  @Test
  void whoWasIssuedOneAndWhoseGateDidNotHearOfItStaysAMember() {
    CouponId coupon = coupon(3, 2);
    keep("GATE_INTERVAL", "1m");
    node.ask(new GateAsk.RestoreGate(coupon));
    // As after a crash between the commit and what is told after it.
    byHand(Command.ZADD, coupon, "pending", 1, 2);
    node.close();
    keep();

    awaitGate(coupon, 2, 0);
    await().atMost(SOON).until(() -> forgotten.contains(new UserId(2)));
    assertThat(stands(coupon, List.of(1L, 2L))).containsExactly(Stand.MEMBER, Stand.MEMBER);
  }

  @Test
  void leavesAGateAloneThatIsRightWhileUsersWait() {
    CouponId coupon = coupon(10, 5);
    keep();
    awaitGate(coupon, 5, 0);
    admit(coupon, 101, Duration.ofMinutes(1));
    await().during(SOME_TURNS).atMost(SOON).until(() -> epoch(coupon) == 1);
  }

  @Test
  void buildsAgainWhatCountsWrong() {
    CouponId coupon = coupon(10, 5);
    keep();
    awaitGate(coupon, 5, 0);

    byHand(Command.SREM, coupon, "members", 1, 2);
    awaitGate(coupon, 5, 0);
    byHand(Command.SADD, coupon, "members", 777);
    awaitGate(coupon, 5, 0);
    byHand(Command.DEL, coupon, "members");
    awaitGate(coupon, 5, 0);
    byHand(Command.DEL, coupon, "gate");
    awaitGate(coupon, 5, 0);

    assertThat(epoch(coupon)).isEqualTo(5);
    assertThat(compare()).isEmpty();
  }

  @Test
  void doesNotBuildAgainAndAgainWhatDoesNotHelp() {
    CouponId coupon = coupon(10, 5);
    keep();
    awaitGate(coupon, 5, 0);
    database.execute("UPDATE coupon SET issued = 7 WHERE id = " + coupon.value());

    await()
        .during(Duration.ofSeconds(3))
        .atMost(Duration.ofSeconds(9))
        .until(() -> epoch(coupon) < 6);
    assertThat(epoch(coupon)).isGreaterThan(1);
  }

  @Test
  void reportsUsersWhoStandDifferentlyThoughAsManyAndThenBuildsAgain() {
    CouponId coupon = coupon(2_000, 1_500);
    coupon(5, 5);
    keep();
    awaitGate(coupon, 1_500, 0);
    byHand(Command.SREM, coupon, "members", 3, 4);
    byHand(Command.SADD, coupon, "members", 777_777, 888_888);

    assertThat(compare())
        .containsExactly(
            new GateAsk.Drift(
                coupon,
                "2 users (such as [3, 4]) issued a coupon, not at the gate; "
                    + "2 users (such as [777777, 888888]) at the gate, not issued a coupon"));
    await()
        .atMost(SOON)
        .until(
            () ->
                stands(coupon, List.of(3L, 777_777L))
                    .equals(List.of(Stand.MEMBER, Stand.STRANGER)));
    assertThat(compare()).isEmpty();
  }

  @Test
  void reportsAGateThatIsMissing() {
    CouponId coupon = coupon(2_000, 15);
    keep("GATE_INTERVAL", "1m");
    assertThat(compare()).containsExactly(new GateAsk.Drift(coupon, "there is no gate"));
    awaitGate(coupon, 15, 0);
    assertThat(compare()).isEmpty();
  }

  @Test
  void comparesNothingWithoutRedis() {
    coupon(10, 5);
    keep();
    Stack.shared().embedded().redis().stop();

    Failure failure = catchThrowableOfType(Failure.class, this::compare);
    assertThat(failure.code()).isEqualTo(CommonFailure.UNAVAILABLE);
    Failure unrestored =
        catchThrowableOfType(
            Failure.class, () -> node.ask(new GateAsk.RestoreGate(new CouponId(1))));
    assertThat(unrestored.code()).isEqualTo(CommonFailure.UNAVAILABLE);
  }

  @Test
  void aBuilderThatIsHeldUpLosesItsClaimAndPublishesNothing() {
    CouponId coupon = coupon(100, 30);
    keep("GATE_INTERVAL", "1m", "GATE_CLAIM", "300ms");
    Future<Void> restored;
    try (Sql.Held _ = database.hold("LOCK TABLE user_coupon IN ACCESS EXCLUSIVE MODE")) {
      restored =
          node.bus().ask(new GateAsk.RestoreGate(coupon), new Call(Deadline.after(SOON), ""));
      await().atMost(SOON).until(() -> look(coupon).beingBuilt());
      await().atMost(SOON).until(() -> !look(coupon).beingBuilt());
    }
    node.await(restored);
    assertThat(look(coupon).built()).isEmpty();

    node.ask(new GateAsk.RestoreGate(coupon));
    assertThat(stands(coupon, 30, 0)).isTrue();
    assertThat(epoch(coupon)).isEqualTo(2);
  }

  @Test
  void oneOfTwoNodesBuilds() {
    List<CouponId> coupons = LongStream.range(0, 20).mapToObj(_ -> coupon(1_000, 700)).toList();
    keep("GATE_BATCH", "100");
    try (CouponNode other =
        CouponNode.without(database.endpoints(), Map.of("FLOODGATE_COUPONS_GATE_BATCH", "100"))
            .keeping()) {
      for (int round = 0; round < 3; round++) {
        awaitGates(coupons, 700);
        for (CouponId coupon : coupons) {
          redis.command(
              Command.DEL,
              key(coupon, "gate"),
              key(coupon, "members"),
              key(coupon, "builder"),
              key(coupon, "next"));
        }
      }
      awaitGates(coupons, 700);
      await().during(SOME_TURNS).atMost(SOON).until(() -> stands(coupons.getLast(), 700, 0));
      assertThat(compare()).isEmpty();
      assertThat(other.ask(new GateAsk.CompareGates())).isEmpty();
    }
  }

  @Test
  void remembersOfAClosedCouponWhatPostgresqlSays() {
    CouponId soldOut = coupon(5, 5);
    CouponId raised = coupon(5, 5);
    CouponId ended = coupon(5, 5);
    keep();
    List.of(soldOut, raised, ended)
        .forEach(coupon -> node.closed().add(coupon, CouponFailure.COUPON_SOLD_OUT));
    await()
        .during(Duration.ofMillis(300))
        .atMost(SOON)
        .until(() -> node.closed().all().size() == 3);

    database.execute("UPDATE coupon SET total_quantity = 6 WHERE id = " + raised.value());
    database.execute("UPDATE coupon SET issue_until = now() WHERE id = " + ended.value());

    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(node.closed().all())
                    .isEqualTo(
                        Map.of(
                            soldOut, CouponFailure.COUPON_SOLD_OUT,
                            ended, CouponFailure.COUPON_NOT_IN_ISSUE_PERIOD)));
  }
}
