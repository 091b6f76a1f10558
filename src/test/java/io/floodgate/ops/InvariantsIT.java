package io.floodgate.ops;

import static io.floodgate.base.Refusals.assertRefused;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.floodgate.base.CommonFailure;
import io.floodgate.base.Failure;
import io.floodgate.db.TestDatabase;
import io.floodgate.db.Transactions;
import io.floodgate.db.Tx;
import io.floodgate.server.Client;
import io.floodgate.server.Database;
import io.floodgate.server.Line;
import io.floodgate.server.Request;
import io.floodgate.server.TestServer;
import io.floodgate.stack.Sql;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An invariant that cannot fail is worth nothing: each is broken here, by hand. */
class InvariantsIT {

  private static final Failure TAKE_BACK = Failure.of(CommonFailure.FORBIDDEN);

  /** Holds orders in every state, reached over HTTP. */
  private static TestDatabase on;

  private static Transactions transactions;

  @BeforeAll
  static void fillADatabase() {
    try (TestServer server =
        TestServer.start(Map.of("FLOODGATE_ORDERS_EXPIRY_INTERVAL", "50ms"))
            .with(5, 1_000_000, 5, 1_000)) {
      Client client = server.client();
      client.post("/api/v1/users/1/points/charge", "{\"amount\":5000}", "Idempotency-Key", "c1");
      client.send("PATCH", "/api/v1/products/5", "{\"name\":\"renamed\"}");
      client.post("/api/v1/products/5/restock", "{\"quantity\":7}", "Idempotency-Key", "restock-1");

      order(client, 1, true, "paid");
      refund(client, order(client, 1, true, "partly-refunded"), ",\"items\":[" + line(1, 1) + "]");
      refund(client, order(client, 2, true, "refunded"), "");
      cancel(client, order(client, 2, true, "cancelled"));
      cancel(client, order(client, 3, false, "cancelled-unpaid"));
      JsonNode paidLater = order(client, 3, false, "paid-later");
      client.post("/api/v1/orders/" + paidLater.path("orderId") + "/payments", null);
      JsonNode expired = order(client, 4, false, "expired");
      Sql.on(server.endpoints())
          .run("UPDATE orders SET expires_at = now() WHERE id = " + expired.path("orderId"));
      await()
          .atMost(10, SECONDS)
          .until(() -> server.number("SELECT count(*) FROM orders WHERE status = 'EXPIRED'") == 1);
      order(client, 5, false, "pending");
      useCoupons(server);
      on = TestDatabase.of(server.endpoints());
      transactions = on.database().longTransactions(Duration.ofSeconds(10));
    }
  }

  /** Used by an open order, used for nothing and wholly, given back, revoked, and never used. */
  private static void useCoupons(TestServer server) {
    Client client = server.client();
    Database database = server.database();
    long shared = database.coupon(4);
    order(client, 1, database.issue(shared, 1), true, "with-coupon");
    cancel(client, order(client, 2, database.issue(shared, 2), false, "with-returned-coupon"));
    database.revoke(database.issue(shared, 3));
    database.issue(shared, 4);
    long tenth = database.coupon(1);
    database.execute(
        "UPDATE coupon SET discount_type = 'PERCENT', discount_value = 10, product_ids = '{2}'"
            + " WHERE id = "
            + tenth);
    order(client, 3, database.issue(tenth, 3), false, "with-part-reduced");
    long all = database.coupon(2);
    database.execute(
        "UPDATE coupon SET discount_type = 'PERCENT', discount_value = 100 WHERE id = " + all);
    order(client, 4, database.issue(all, 4), true, "for-nothing");
    JsonNode free = order(client, 5, database.issue(all, 5), true, "for-nothing-refunded");
    refund(client, free, ",\"items\":[" + line(1, 1) + "]");
    assertThat(Request.refund(free.path("paymentId").asLong()).sendTo(client).join().status())
        .isEqualTo(201);
    // What an issue over HTTP keeps.
    database.execute(
        "INSERT INTO idempotency (scope, key, request_hash, answer, created_at)"
            + " SELECT user_id, 'issue', '', json_build_object('userCouponId', id, 'couponId',"
            + " coupon_id, 'sequence', sequence)::text, now() FROM user_coupon"
            + " WHERE user_id = 1");
  }

  private static JsonNode order(
      Client client, int user, Request.Coupon coupon, boolean pay, String key) {
    Line[] lines = {new Line(1, 2), new Line(2, 3)};
    Request order =
        pay ? Request.order(user, coupon, lines) : Request.unpaidOrder(user, coupon, lines);
    Client.Answer answer = order.sendTo(client, key).join();
    assertThat(answer.status()).isEqualTo(201);
    return answer.data();
  }

  @AfterAll
  static void close() {
    on.close();
  }

  private static String line(int product, int quantity) {
    return "{\"productId\":%d,\"quantity\":%d}".formatted(product, quantity);
  }

  private static JsonNode order(Client client, int user, boolean pay, String key) {
    Client.Answer answer =
        client.post(
            "/api/v1/orders",
            "{\"userId\":%d,\"pay\":%b,\"orderProducts\":[%s,%s]}"
                .formatted(user, pay, line(1, 2), line(2, 3)),
            "Idempotency-Key",
            key);
    assertThat(answer.status()).isEqualTo(201);
    return answer.data();
  }

  private static void refund(Client client, JsonNode order, String items) {
    Client.Answer answer =
        client.post(
            "/api/v1/payments/" + order.path("paymentId") + "/refunds",
            "{\"reason\":\"why\"" + items + "}",
            "Idempotency-Key",
            "refund-of-" + order.path("orderId"));
    assertThat(answer.status()).isEqualTo(201);
  }

  private static void cancel(Client client, JsonNode order) {
    assertThat(client.post("/api/v1/orders/" + order.path("orderId") + "/cancel", null).status())
        .isEqualTo(200);
  }

  @Test
  void holdWhereOrdersWentThroughEveryState() {
    assertThat(on.sql().number("SELECT count(DISTINCT status) FROM orders")).isEqualTo(5);

    InvariantReport report = on.await(() -> Invariants.check(transactions));

    assertThat(report.invariants()).allSatisfy(one -> assertThat(one.violations()).isZero());
    assertThat(report.holds()).isTrue();
    assertThat(report.invariants())
        .extracting(Invariant::name)
        .containsExactlyElementsOf(Invariants.queries().keySet());
  }

  @Test
  void reportWhatIsBroken() {
    on.sql().run("UPDATE point_account SET balance = balance + 1 WHERE user_id = 5");
    try {
      InvariantReport report = on.await(() -> Invariants.check(transactions));

      assertThat(report.holds()).isFalse();
      assertThat(report.invariants())
          .filteredOn(invariant -> invariant.violations() > 0)
          .containsExactly(
              new Invariant(
                  "points.balance-is-sum-of-ledger",
                  1,
                  List.of("user 5: balance 1000001, ledger 1000000")));
    } finally {
      on.sql().run("UPDATE point_account SET balance = balance - 1 WHERE user_id = 5");
    }
  }

  @Test
  void areEachBrokenByThisTest() {
    assertThat(breakages().map(Breakage::invariant).distinct())
        .containsExactlyInAnyOrderElementsOf(Invariants.queries().keySet());
  }

  @ParameterizedTest
  @MethodSource("breakages")
  void reportWhatBreaksThemWithASample(Breakage breakage) {
    assertThat(checkBroken(breakage.sql()))
        .filteredOn(invariant -> invariant.name().equals(breakage.invariant()))
        .singleElement()
        .satisfies(
            invariant -> {
              assertThat(invariant.violations()).isPositive();
              assertThat(invariant.samples()).isNotEmpty().allMatch(sample -> !sample.isBlank());
            });
  }

  /** Breaks the data, checks, and takes it back again. */
  private static List<Invariant> checkBroken(String sql) {
    AtomicReference<List<Invariant>> found = new AtomicReference<>();
    assertRefused(
        CommonFailure.FORBIDDEN,
        () ->
            on.await(
                () ->
                    transactions.run(
                        tx ->
                            runAll(tx, sql)
                                .compose(broken -> Invariants.checkAll(tx))
                                .onSuccess(found::set)
                                .compose(takeBack -> Future.failedFuture(TAKE_BACK)))));
    return found.get();
  }

  private static Future<?> runAll(Tx tx, String sql) {
    Future<?> last = Future.succeededFuture();
    for (String statement : sql.split(";")) {
      last = last.compose(done -> tx.run(statement));
    }
    return last;
  }

  private static Stream<Breakage> breakages() {
    return Breakage.all();
  }
}
