package io.floodgate.coupon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.floodgate.base.CouponId;
import io.floodgate.base.UserId;
import io.floodgate.coupon.Gate.Verdict;
import io.floodgate.coupon.GateStore.Built;
import io.floodgate.coupon.GateStore.Setting;
import io.floodgate.coupon.GateStore.Stand;
import io.floodgate.coupon.GateStore.Standing;
import io.floodgate.redis.TestRedis;
import io.floodgate.stack.Need;
import io.floodgate.stack.Stack;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The gate as its scripts make it, on a Redis of the tests. */
class GateIT {

  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration SHORT = Duration.ofMillis(50);
  private static final Duration CLAIM = Duration.ofSeconds(10);

  private static TestRedis on;
  private static Gate gate;
  private static GateStore gates;
  private static long lastCoupon;

  private final CouponId coupon = new CouponId(++lastCoupon);

  @BeforeAll
  static void open() {
    on = TestRedis.on(Stack.shared().freshDatabase(Need.REDIS));
    gate = on.make(Gate::new);
    gates = on.make(GateStore::new);
  }

  @AfterAll
  static void close() {
    on.close();
  }

  @BeforeEach
  void awaitRedis() {
    await().until(gates::isUp);
  }

  private static List<UserId> users(long... ids) {
    return Arrays.stream(ids).mapToObj(UserId::new).toList();
  }

  private static Setting setting(long capacity) {
    long now = System.currentTimeMillis();
    return new Setting(capacity, now - 60_000, now + 60_000, now + 120_000);
  }

  /** Builds a gate with these members. */
  private Optional<List<UserId>> build(long epoch, Setting setting, long... members) {
    assertThat(claim(epoch)).isTrue();
    if (members.length > 0) {
      assertThat(add(epoch, members)).isTrue();
    }
    return publish(epoch, members.length, setting);
  }

  private boolean claim(long epoch) {
    return claim(epoch, look().built(), CLAIM);
  }

  private boolean claim(long epoch, Optional<Built> seen, Duration lasts) {
    return on.await(() -> gates.claim(coupon, epoch, seen, lasts));
  }

  private boolean add(long epoch, long... members) {
    return on.await(() -> gates.add(coupon, epoch, CLAIM, users(members)));
  }

  private Optional<List<UserId>> publish(long epoch, long added, Setting setting) {
    return on.await(() -> gates.publish(coupon, epoch, added, setting));
  }

  private Verdict admit(long user) {
    return admit(user, LONG);
  }

  private Verdict admit(long user, Duration pendingFor) {
    return on.await(() -> gate.admit(coupon, new UserId(user), pendingFor));
  }

  private void settle(List<UserId> issued, List<UserId> refused) {
    on.await(() -> gate.settle(coupon, issued, refused));
  }

  private Standing look() {
    return on.await(() -> gates.inspect(coupon, 100));
  }

  private List<Stand> stands(long... users) {
    return on.await(() -> gates.stands(coupon, users(users)));
  }

  private String key(String part) {
    return on.store().key("coupon:{" + coupon.value() + "}:" + part);
  }

  private long keptUntil(long user) {
    return on.command(Command.ZSCORE, key("pending"), Long.toString(user)).toLong();
  }

  private long ttl(String part) {
    return on.command(Command.PTTL, key(part)).toLong();
  }

  @Test
  void admitsUpToTheCapacityAndNobodyTwice() {
    assertThat(admit(1)).isEqualTo(Verdict.ABSENT);
    build(1, setting(2), 7);

    assertThat(admit(7)).isEqualTo(Verdict.MEMBER);
    assertThat(admit(1)).isEqualTo(Verdict.ADMITTED);
    assertThat(admit(1)).isEqualTo(Verdict.PENDING);
    assertThat(admit(2)).isEqualTo(Verdict.FULL);
    settle(users(1), List.of());
    assertThat(admit(1)).isEqualTo(Verdict.MEMBER);
    assertThat(admit(2)).isEqualTo(Verdict.FULL);
  }

  @Test
  void admitsInTheIssuePeriodAloneAndStillKnowsItsMembers() {
    long now = System.currentTimeMillis();
    build(1, new Setting(9, now + 60_000, now + 61_000, now + 120_000), 7);
    assertThat(admit(1)).isEqualTo(Verdict.NOT_IN_PERIOD);

    on.await(() -> gates.change(coupon, new Setting(9, now - 60_000, now - 1, now + 120_000)));
    assertThat(admit(1)).isEqualTo(Verdict.NOT_IN_PERIOD);
    assertThat(admit(7)).isEqualTo(Verdict.MEMBER);
  }

  @Test
  void admitsExactlyAsManyOfACrowdAsThereArePlaces() {
    build(1, setting(100));

    List<Future<Verdict>> crowd =
        on.await(
            () ->
                Future.succeededFuture(
                    IntStream.range(0, 4_000)
                        .mapToObj(i -> gate.admit(coupon, new UserId(1 + i % 2_000), LONG))
                        .toList()));

    Map<Verdict, Long> verdicts =
        crowd.stream()
            .map(on::await)
            .collect(Collectors.groupingBy(verdict -> verdict, Collectors.counting()));
    assertThat(verdicts)
        .containsOnly(
            Map.entry(Verdict.ADMITTED, 100L),
            Map.entry(Verdict.PENDING, 100L),
            Map.entry(Verdict.FULL, 3_800L));
    assertThat(look().members()).isEqualTo(100);
  }

  @Test
  void whoAsksTwiceAtOnceGetsOnePlaceForTheLongerTime() {
    build(1, setting(2));

    List<Future<Verdict>> asked =
        on.await(
            () ->
                Future.succeededFuture(
                    Stream.of(
                            gate.admit(coupon, new UserId(1), LONG), // those behind it are together
                            gate.admit(coupon, new UserId(2), LONG),
                            gate.admit(coupon, new UserId(2), LONG.multipliedBy(3)),
                            gate.admit(coupon, new UserId(2), SHORT),
                            gate.admit(coupon, new UserId(3), LONG))
                        .toList()));

    assertThat(asked.stream().map(on::await))
        .containsExactly(
            Verdict.ADMITTED, Verdict.ADMITTED, Verdict.PENDING, Verdict.PENDING, Verdict.FULL);
    assertThat(look().pending()).isEqualTo(2);
    assertThat(keptUntil(2) - keptUntil(1)).isBetween(LONG.toMillis(), 3 * LONG.toMillis());
  }

  @Test
  void whoIsRefusedLosesThePlaceUnlessAnotherRequestGotIt() {
    build(1, setting(1));
    admit(1);
    settle(List.of(), users(1));
    assertThat(stands(1)).containsExactly(Stand.STRANGER);

    assertThat(admit(2)).isEqualTo(Verdict.ADMITTED);
    settle(users(2), List.of());
    settle(List.of(), users(2));
    assertThat(stands(2)).containsExactly(Stand.MEMBER);
  }

  @Test
  void whoAsksAgainKeepsThePlaceFromThenOn() {
    build(1, setting(5));
    admit(1, SHORT);
    admit(2, SHORT);
    await().until(() -> look().overdue().size() == 2);

    assertThat(admit(1, LONG)).isEqualTo(Verdict.PENDING);
    assertThat(look().overdue()).isEqualTo(users(2));
    assertThat(admit(1, SHORT)).isEqualTo(Verdict.PENDING);
    assertThat(on.<Integer>await(() -> gates.free(coupon, List.of(), users(1, 2)))).isEqualTo(1);
    assertThat(stands(1, 2)).containsExactly(Stand.PENDING, Stand.STRANGER);
  }

  @Test
  void whoTurnsOutToHaveBeenIssuedOneStaysAMember() {
    build(1, setting(5));
    admit(1, SHORT);
    admit(2, SHORT);
    await().until(() -> look().overdue().size() == 2);

    assertThat(on.<Integer>await(() -> gates.free(coupon, users(1), users(2)))).isEqualTo(1);
    assertThat(stands(1, 2)).containsExactly(Stand.MEMBER, Stand.STRANGER);
  }

  @Test
  void everyKeyEndsWithTheGate() {
    build(1, setting(5));
    admit(1);
    for (String part : List.of("gate", "members", "pending")) {
      assertThat(ttl(part)).as(part).isBetween(60_000L, 120_000L);
    }
    settle(users(1), List.of());
    settle(List.of(), users(1));
    admit(2);
    settle(List.of(), users(2));
    admit(3);
    for (String part : List.of("gate", "members", "pending")) {
      assertThat(ttl(part)).as(part).isBetween(60_000L, 120_000L);
    }

    long now = System.currentTimeMillis();
    on.await(() -> gates.change(coupon, new Setting(5, now - 1_000, now, now + 50)));
    await().until(() -> admit(1) == Verdict.ABSENT);
    assertThat(on.command(Command.EXISTS, key("gate"), key("members"), key("pending")).toInteger())
        .isZero();
  }

  @Test
  void keysOfABuildingThatNobodyEndsVanishToo() {
    assertThat(claim(1, Optional.empty(), SHORT)).isTrue();
    settle(users(1), List.of());
    assertThat(ttl("next")).isBetween(1L, 100L);
    await().until(() -> ttl("builder") == -2 && ttl("next") == -2);

    assertThat(claim(2, Optional.empty(), CLAIM)).isTrue();
    add(2, 1);
    settle(users(2), List.of());
    assertThat(ttl("next")).isBetween(1L, 2 * CLAIM.toMillis());
  }

  @Test
  void anEmptyGateIsOne() {
    assertThat(build(1, setting(1))).contains(List.of());
    assertThat(admit(1)).isEqualTo(Verdict.ADMITTED);
    // And in place of one with members.
    settle(List.of(), users(1));
    on.command(Command.SADD, key("members"), 9);
    build(2, setting(1));
    assertThat(stands(9)).containsExactly(Stand.STRANGER);
    assertThat(admit(1)).isEqualTo(Verdict.ADMITTED);
  }

  @Test
  void aGateThatIsBuiltTakesOverWhoWaitsAndWhoIsIssuedOneMeanwhile() {
    build(1, setting(10), 7);
    admit(1);
    admit(2);
    admit(3, SHORT);
    admit(4);
    on.command(Command.SADD, key("members"), 66);
    await().until(() -> look().overdue().equals(users(3)));

    claim(2);
    add(2, 7, 1);
    admit(5);
    settle(users(2, 8), users(4));

    assertThat(publish(2, 2, setting(20)).orElseThrow()).isEqualTo(users(1));
    assertThat(stands(7, 1, 2, 8, 5, 3, 4, 66))
        .containsExactly(
            Stand.MEMBER,
            Stand.MEMBER,
            Stand.MEMBER,
            Stand.MEMBER,
            Stand.PENDING,
            Stand.STRANGER,
            Stand.STRANGER,
            Stand.STRANGER);
    Standing standing = look();
    assertThat(standing.beingBuilt()).isFalse();
    assertThat(standing.built()).map(Built::epoch).contains(2L);
    assertThat(standing.built().orElseThrow().setting().capacity()).isEqualTo(20);
    assertThat(standing.members()).isEqualTo(5);
    assertThat(standing.pending()).isEqualTo(1);
  }

  @Test
  void takesOverAsManyAsMayWait() {
    build(1, setting(30_000));
    List<Future<Verdict>> crowd =
        on.await(
            () ->
                Future.succeededFuture(
                    LongStream.rangeClosed(1, 9_500)
                        .mapToObj(user -> gate.admit(coupon, new UserId(user), LONG))
                        .toList()));
    crowd.forEach(on::await);

    claim(2);
    for (int from = 1; from < 9_000; from += 3_000) {
      add(2, LongStream.range(from, from + 3_000).toArray());
    }
    assertThat(publish(2, 9_000, setting(30_000)).orElseThrow()).hasSize(9_000);
    assertThat(look().members()).isEqualTo(9_500);
    assertThat(look().pending()).isEqualTo(500);
  }

  @Test
  void whoLostTheClaimCanNeitherAddNorPublish() {
    assertThat(claim(1, Optional.empty(), SHORT)).isTrue();
    assertThat(claim(2, Optional.empty(), CLAIM)).isFalse();
    await().until(() -> !look().beingBuilt());
    assertThat(add(1, 66)).isFalse();
    assertThat(publish(1, 0, setting(9))).isEmpty();

    assertThat(claim(2, Optional.empty(), CLAIM)).isTrue();
    assertThat(add(1, 66)).isFalse();
    assertThat(add(2, 7)).isTrue();
    assertThat(publish(1, 0, setting(9))).isEmpty();
    on.await(() -> gates.abandon(coupon, 1));
    assertThat(publish(2, 1, setting(5))).isPresent();
    assertThat(stands(7, 66)).containsExactly(Stand.MEMBER, Stand.STRANGER);
  }

  @Test
  void nobodyBuildsWhatWasBuiltSinceTheyLooked() {
    Optional<Built> seen = look().built();
    build(1, setting(5));
    assertThat(claim(2, seen, CLAIM)).isFalse();

    seen = look().built();
    build(3, setting(5));
    assertThat(claim(4, seen, CLAIM)).isFalse();
    assertThat(claim(4, look().built(), CLAIM)).isTrue();
  }

  @Test
  void whatAFailoverLostIsNotPublished() {
    claim(1);
    add(1, 7, 8);
    on.command(Command.SREM, key("next"), 8);

    assertThat(publish(1, 2, setting(5))).isEmpty();
    assertThat(look().built()).isEmpty();
    assertThat(look().beingBuilt()).isFalse();
  }

  @Test
  void tellsNobodyOfAGateThatIsNotThere() {
    settle(users(1), users(2));
    on.await(() -> gates.change(coupon, setting(5)));
    assertThat(on.<Integer>await(() -> gates.free(coupon, users(1), users(2)))).isZero();
    for (String part : List.of("gate", "members", "pending", "builder", "next")) {
      assertThat(ttl(part)).as(part).isEqualTo(-2);
    }
  }
}
