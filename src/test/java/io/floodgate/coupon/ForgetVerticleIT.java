package io.floodgate.coupon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.floodgate.base.UserId;
import io.floodgate.json.Json;
import io.floodgate.kafka.DeadLetter;
import io.floodgate.kafka.Topic;
import io.floodgate.local.Endpoints;
import io.floodgate.local.Redis;
import io.floodgate.outbox.Aggregate;
import io.floodgate.outbox.EventType;
import io.floodgate.outbox.Place;
import io.floodgate.outbox.ToldEvent;
import io.floodgate.server.Database;
import io.floodgate.stack.Need;
import io.floodgate.stack.Stack;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Lists that a node left stale when it died, and the events of its changes. */
class ForgetVerticleIT {

  private static final UserId USER = new UserId(1);
  private static final String TOPIC = "coupon.events";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Endpoints endpoints = Stack.shared().freshDatabase(Need.REDIS, Need.KAFKA);
  private final Database database = new Database(endpoints).with(3, 1_000, 0, 0);
  private final AtomicLong version = new AtomicLong();
  private CouponNode node;

  @BeforeEach
  void start() {
    node = CouponNode.start(endpoints, Map.of("FLOODGATE_KAFKA_PROBE_INTERVAL", "100ms"));
    node.deploy(new ForgetVerticle(node.config().coupons(), node.kafka(), node.bus()));
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                node.kafka().sender().isReady(TOPIC)
                    && node.kafka().sender().isReady(DeadLetter.topicOf(TOPIC))
                    && redisAnswers());
  }

  private boolean redisAnswers() {
    return node.onLoop(
        () -> node.redis().commands().send(Request.cmd(Command.PING)).map(true).otherwise(false));
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private static Stream<EventType<?>> changes() {
    return Stream.of(
        CouponEvents.ISSUED, CouponEvents.USED, CouponEvents.RETURNED, CouponEvents.REVOKED);
  }

  private ToldEvent event(String type, Instant time, String data) {
    long next = version.incrementAndGet();
    return new ToldEvent(
        Aggregate.USER_COUPON,
        8,
        next,
        type,
        time,
        "",
        new Place(0, next, 1, 1, false),
        data.getBytes(StandardCharsets.UTF_8));
  }

  private ToldEvent event(EventType<?> type, Instant time, UserId user) {
    return event(type.name(), time, "{\"schemaVersion\":1,\"couponId\":3," + userOf(user) + "}");
  }

  private static String userOf(UserId user) {
    return "\"userId\":" + Json.text(user);
  }

  private void send(ToldEvent... events) {
    node.await(
        Future.all(Stream.of(events).map(it -> node.kafka().sender().send(it.message())).toList()));
  }

  private int listed(UserId user) {
    return node.ask(new CouponAsk.ListUserCoupons(user, Optional.empty(), 20, Optional.empty()))
        .items()
        .size();
  }

  /**
   * What a node that died leaves: a list in Redis, and in PostgreSQL a coupon that is not in it.
   */
  private void makeStale(UserId user) {
    await().atMost(PATIENCE).until(() -> listed(user) == 0 && isCached(user));
    database.userCoupon(user.value());
    assertThat(listed(user)).as("it is cached").isZero();
  }

  private boolean isCached(UserId user) {
    String key = node.redis().key("user:" + user.value() + ":coupons");
    return node.onLoop(() -> node.redis().commands().send(Request.cmd(Command.EXISTS).arg(key)))
        .toBoolean();
  }

  private void awaitWorkedOff() {
    await().atMost(PATIENCE).until(() -> new Topic(endpoints, TOPIC).lag("coupon.held") == 0);
  }

  @ParameterizedTest
  @MethodSource("changes")
  void anEventOfAChangeMakesTheListFreshAgain(EventType<?> change) {
    makeStale(USER);
    send(event(change, Instant.now(), USER));
    await().atMost(PATIENCE).until(() -> listed(USER) == 1);
  }

  @Test
  void forgetsManyUsersInOneGoAndNobodyElse() {
    makeStale(USER);
    makeStale(new UserId(2));
    makeStale(new UserId(3));
    send(
        IntStream.range(0, 2_000)
            .mapToObj(
                i -> event(CouponEvents.ISSUED, Instant.now(), new UserId(i < 10 ? 1 : 100 + i)))
            .toArray(ToldEvent[]::new));
    send(event(CouponEvents.USED, Instant.now(), new UserId(2)));
    await().atMost(PATIENCE).until(() -> listed(USER) == 1 && listed(new UserId(2)) == 1);
    awaitWorkedOff();
    assertThat(listed(new UserId(3))).isZero();
  }

  @Test
  void passesOverWhatChangesNoListOrIsOlderThanAnyOfThem() {
    makeStale(USER);
    send(
        event(CouponEvents.CHANGED, Instant.now(), USER),
        event("SomethingNew", Instant.now(), "{}"),
        event(CouponEvents.USED, Instant.now().minus(Duration.ofHours(1)), USER));
    awaitWorkedOff();
    assertThat(listed(USER)).isZero();
    assertThat(new Topic(endpoints, DeadLetter.topicOf(TOPIC)).all()).isEmpty();
  }

  @Test
  void whatItCannotReadIsADeadLetterAndHoldsUpNothing() {
    makeStale(USER);
    send(
        event(CouponEvents.USED.name(), Instant.now(), "nonsense"),
        event(CouponEvents.USED.name(), Instant.now(), "{\"of\":1}"),
        event(CouponEvents.USED, Instant.now(), USER));
    await().atMost(PATIENCE).until(() -> listed(USER) == 1);
    awaitWorkedOff();
    assertThat(new Topic(endpoints, DeadLetter.topicOf(TOPIC)).all())
        .hasSize(2)
        .allSatisfy(
            letter -> assertThat(letter.headers()).containsEntry(DeadLetter.GROUP, "coupon.held"));
  }

  @Test
  void isTriedAgainUntilRedisIsBack() {
    makeStale(USER);
    Redis store = Stack.shared().embedded().redis();
    store.pause();
    try {
      send(event(CouponEvents.USED, Instant.now(), USER));
      await().atMost(PATIENCE).until(() -> !redisAnswers());
      assertThat(new Topic(endpoints, TOPIC).lag("coupon.held")).isEqualTo(1);
    } finally {
      store.resume();
    }
    await().atMost(PATIENCE).until(() -> listed(USER) == 1);
    awaitWorkedOff();
    assertThat(List.copyOf(new Topic(endpoints, DeadLetter.topicOf(TOPIC)).all())).isEmpty();
  }
}
