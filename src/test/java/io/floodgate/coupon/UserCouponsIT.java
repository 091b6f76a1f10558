package io.floodgate.coupon;

import static io.floodgate.base.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.floodgate.base.CommonFailure;
import io.floodgate.base.Page;
import io.floodgate.base.UserId;
import io.floodgate.config.Config;
import io.floodgate.db.Reads;
import io.floodgate.db.Statements;
import io.floodgate.db.TestDatabase;
import io.floodgate.local.Endpoints;
import io.floodgate.local.Redis;
import io.floodgate.local.StackConfig;
import io.floodgate.redis.RedisStore;
import io.floodgate.server.Database;
import io.floodgate.stack.Need;
import io.floodgate.stack.Stack;
import io.floodgate.user.UserFailure;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What users hold, with the real stores and a count of what is asked of PostgreSQL. */
class UserCouponsIT {

  private static final UserId USER = new UserId(1);

  private final Endpoints endpoints = Stack.shared().freshDatabase(Need.REDIS);
  private final TestDatabase on = TestDatabase.of(endpoints);
  private final Database database = new Database(endpoints).with(2, 1_000, 0, 0);
  private final AtomicInteger queries = new AtomicInteger();

  /** What a query's rows wait for before they are handed over. */
  private Future<Void> delivery = Future.succeededFuture();

  private RedisStore redis;
  private UserCoupons coupons;

  @BeforeEach
  void start() {
    coupons = make(Map.of());
  }

  @AfterEach
  void stop() {
    on.await(redis::close);
    on.close();
  }

  @Test
  void asksPostgresOnceAndThenRedis() {
    long coupon = give(USER, 1);
    assertThat(list()).extracting(UserCouponView::sequence).containsExactly(1L);
    assertThat(queries).hasValue(1);

    await().untilAsserted(() -> assertThat(isCached(USER)).isTrue());
    assertThat(list()).extracting(held -> held.couponId().value()).containsExactly(coupon);
    assertThat(list()).isEqualTo(list());
    assertThat(queries).hasValue(1);
  }

  @Test
  void makesOneQueryForACrowdOfMisses() {
    give(USER, 1);
    Future<List<Page<UserCouponView>>> crowd =
        on.onLoop(
            () ->
                Future.all(IntStream.range(0, 200).mapToObj(_ -> coupons.list(ask(USER))).toList())
                    .map(all -> all.<Page<UserCouponView>>list()));
    assertThat(on.await(crowd)).hasSize(200).allSatisfy(it -> assertThat(it.items()).hasSize(1));
    assertThat(queries).hasValue(1);
  }

  @Test
  void forgetsOneUserAndNobodyElse() {
    give(USER, 1);
    give(new UserId(2), 1);
    fill(USER);
    fill(new UserId(2));
    give(USER, 2);

    on.await(() -> coupons.forget(List.of(USER)));

    assertThat(list()).hasSize(2);
    assertThat(queries).hasValue(3);
    on.await(() -> coupons.list(ask(new UserId(2))));
    assertThat(queries).hasValue(3);
  }

  @Test
  void forgetsEveryone() {
    give(USER, 1);
    fill(USER);
    database.execute("UPDATE coupon SET name = 'another'");

    on.await(() -> coupons.forgetAll());

    assertThat(list()).extracting(UserCouponView::name).containsExactly("another");
  }

  /** Read before the change, put in after it: the cache would be wrong for half an hour. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void putsNothingInThatWasReadBeforeAChange(boolean everyoneIsForgotten) {
    Promise<Void> slow = Promise.promise();
    delivery = slow.future();
    Future<Page<UserCouponView>> before = on.onLoop(() -> coupons.list(ask(USER)));
    await().until(() -> queries.get() == 1);

    give(USER, 1);
    on.await(() -> everyoneIsForgotten ? coupons.forgetAll() : coupons.forget(List.of(USER)));
    slow.complete();
    assertThat(on.await(before).items()).isEmpty();
    on.await(() -> ping());

    delivery = Future.succeededFuture();
    assertThat(list()).hasSize(1);
    assertThat(queries).hasValue(2);
  }

  /** Two nodes read at once; the one that began first is the slower. */
  @Test
  void letsOnlyTheNewestReadFill() {
    Promise<Void> slow = Promise.promise();
    delivery = slow.future();
    UserCoupons older = coupons;
    Future<Page<UserCouponView>> first = on.onLoop(() -> older.list(ask(USER)));
    await().until(() -> queries.get() == 1);
    give(USER, 1);
    on.await(() -> older.forget(List.of(USER)));

    delivery = Future.succeededFuture();
    coupons = make(Map.of());
    fill(USER);
    slow.complete();
    on.await(first);
    on.await(() -> ping());

    assertThat(list()).hasSize(1);
    assertThat(queries).as("the newer one's fill stands").hasValue(2);
  }

  @Test
  void noticesThatACouponExpiresWithoutAsking() {
    long coupon = give(USER, 1);
    database.execute(
        "UPDATE coupon SET valid_until = now() + interval '1500 milliseconds' WHERE id = "
            + coupon);
    fill(USER);
    assertThat(list())
        .extracting(UserCouponView::status)
        .containsExactly(UserCouponStatus.AVAILABLE);

    await()
        .untilAsserted(
            () ->
                assertThat(list())
                    .extracting(UserCouponView::status)
                    .containsExactly(UserCouponStatus.EXPIRED));
    assertThat(queries).hasValue(1);
  }

  /** A list from the cache and one from PostgreSQL are one list. */
  @ParameterizedTest
  @ValueSource(strings = {"300", "4"})
  void isListedInPagesByStatusNewestFirstWithoutWhatWasRevoked(String maxCached) {
    coupons = make(Map.of("FLOODGATE_COUPONS_MAX_CACHED", maxCached));
    for (int i = 0; i < 12; i++) {
      give(USER, 1);
    }
    // Ties of time, which the id breaks.
    database.execute(
        "UPDATE user_coupon SET issued_at = date_trunc('day', now()) + id / 3 * interval '1"
            + " second'");
    database.execute("UPDATE user_coupon SET used_at = now(), order_id = 7 WHERE id % 4 = 0");
    database.execute("UPDATE user_coupon SET revoked_at = now() WHERE id = 6");
    database.execute(
        "UPDATE coupon SET valid_until = valid_from + interval '1 s' WHERE id % 5 = 0");
    List<Long> all =
        database.numbers(
            "SELECT id FROM user_coupon WHERE revoked_at IS NULL ORDER BY issued_at DESC, id DESC");
    assertThat(all).hasSize(11);

    for (int again = 0; again < 2; again++) {
      assertThat(pages(Optional.empty(), 3)).isEqualTo(all);
      assertThat(pages(Optional.of(UserCouponStatus.USED), 2))
          .isEqualTo(idsWhere("used_at IS NOT NULL"));
      assertThat(pages(Optional.of(UserCouponStatus.EXPIRED), 1))
          .isEqualTo(idsWhere("used_at IS NULL AND coupon_id % 5 = 0"));
      assertThat(pages(Optional.of(UserCouponStatus.AVAILABLE), 100))
          .isEqualTo(idsWhere("used_at IS NULL AND coupon_id % 5 <> 0"));
    }
  }

  @Test
  void knowsWhoIsNobody() {
    assertRefused(
        UserFailure.USER_NOT_FOUND, () -> on.await(() -> coupons.list(ask(new UserId(99)))));
    database.with(97, 1_000, 0, 0);
    assertThat(on.await(() -> coupons.list(ask(new UserId(99)))).items()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "MR8", "LTEfMR8", "MR94Hw"})
  void refusesACursorThatIsNotItsOwn(String cursor) {
    assertRefused(
        CommonFailure.INVALID_CURSOR, () -> UserCouponTable.After.of(Optional.of(cursor)));
  }

  @Test
  void readsWhatItCannotUnderstandFromPostgres() {
    give(USER, 1);
    fill(USER);
    on.await(
        () -> {
          var commands = redis.commands();
          return commands
              .send(Request.cmd(Command.GET).arg(redis.key("users:coupons:generation")))
              .compose(
                  generation ->
                      commands.send(
                          Request.cmd(Command.SET)
                              .arg(redis.key("user:1:coupons"))
                              .arg(generation + "\n{\"of\":\"another version\"}")));
        });

    assertThat(list()).hasSize(1);
    assertThat(queries).hasValue(2);
  }

  @Test
  void readsPostgresWhileRedisIsAwayAndForgetsWhatItCouldNot() {
    Redis store = Stack.shared().embedded().redis();
    give(USER, 1);
    fill(USER);
    store.pause();
    try {
      give(USER, 2);
      assertRefused(CommonFailure.UNAVAILABLE, () -> on.await(() -> coupons.forget(List.of(USER))));
      assertThat(list()).hasSize(2);
      assertThat(list()).hasSize(2);
    } finally {
      store.resume();
    }
    await().untilAsserted(() -> assertThat(list()).hasSize(2));
    await()
        .untilAsserted(
            () -> {
              int before = queries.get();
              assertThat(list()).hasSize(2);
              assertThat(queries).as("it is cached again").hasValue(before);
            });
  }

  private UserCoupons make(Map<String, String> variables) {
    Config config = StackConfig.of(endpoints, List.of(), variables);
    return on.await(
        () -> {
          Vertx vertx = Vertx.currentContext().owner();
          if (redis == null) {
            redis = new RedisStore(vertx, config.redis());
          }
          UserCoupons made =
              new UserCoupons(vertx, config.coupons(), counting(on.database().reads()), redis);
          return connected(vertx).map(made);
        });
  }

  private Future<Void> connected(Vertx vertx) {
    return redis.commands().isUp()
        ? Future.succeededFuture()
        : vertx.timer(5).compose(_ -> connected(vertx));
  }

  /** Counts the lists that are read, and hands their rows over when the test says so. */
  private Statements counting(Reads reads) {
    return new Statements() {
      @Override
      public Future<RowSet<Row>> run(String sql, Tuple arguments) {
        if (!sql.equals(UserCouponTable.LIST)) {
          return reads.run(sql, arguments);
        }
        Future<Void> until = delivery;
        return reads
            .run(sql, arguments)
            .compose(
                rows -> {
                  queries.incrementAndGet();
                  return until.map(rows);
                });
      }
    };
  }

  /** Makes a coupon and issues it. */
  private long give(UserId user, long sequence) {
    long coupon = database.coupon(10);
    database.execute(
        "INSERT INTO user_coupon (id, coupon_id, user_id, sequence, issued_at)"
            + " SELECT coalesce(max(id), 0) + 1, %d, %d, %d, now() FROM user_coupon"
                .formatted(coupon, user.value(), sequence));
    return coupon;
  }

  private void fill(UserId user) {
    on.await(() -> coupons.list(ask(user)));
    await().until(() -> isCached(user));
  }

  private boolean isCached(UserId user) {
    return on.await(
            () ->
                redis
                    .commands()
                    .send(
                        Request.cmd(Command.EXISTS)
                            .arg(redis.key("user:" + user.value() + ":coupons"))))
        .toBoolean();
  }

  /** Answered after whatever was sent before. */
  private Future<?> ping() {
    return redis.commands().send(Request.cmd(Command.PING));
  }

  private List<UserCouponView> list() {
    return on.await(() -> coupons.list(ask(USER))).items();
  }

  private List<Long> idsWhere(String condition) {
    return database.numbers(
        "SELECT id FROM user_coupon WHERE revoked_at IS NULL AND "
            + condition
            + " ORDER BY issued_at DESC, id DESC");
  }

  private List<Long> pages(Optional<UserCouponStatus> status, int limit) {
    List<Long> ids = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    do {
      Optional<String> from = cursor;
      Page<UserCouponView> page =
          on.await(() -> coupons.list(new CouponAsk.ListUserCoupons(USER, status, limit, from)));
      assertThat(page.items()).hasSizeLessThanOrEqualTo(limit);
      page.items().forEach(held -> ids.add(held.userCouponId().value()));
      cursor = page.nextCursor();
    } while (cursor.isPresent());
    return ids;
  }

  private static CouponAsk.ListUserCoupons ask(UserId user) {
    return new CouponAsk.ListUserCoupons(user, Optional.empty(), 20, Optional.empty());
  }
}
