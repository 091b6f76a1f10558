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
import java.util.Arrays;
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

  record Breakage(String invariant, String sql) {}

  private static Stream<Breakage> breakages() {
    return Stream.of(
            breaking(
                "points.balance-is-sum-of-ledger",
                "UPDATE point_account SET balance = balance + 1 WHERE user_id = 5",
                "DELETE FROM point_entry WHERE user_id = 5"),
            breaking(
                "points.balance-not-negative",
                """
                ALTER TABLE point_account DROP CONSTRAINT point_balance_not_negative;
                UPDATE point_account SET balance = -1 WHERE user_id = 5
                """),
            breaking(
                "points.ledger-is-a-chain",
                "UPDATE point_entry SET balance_after = balance_after + 1 WHERE user_id = 5",
                "DELETE FROM point_entry WHERE user_id = 1 AND sequence = 2",
                "UPDATE point_entry SET sequence = sequence + 1 WHERE user_id = 5"),
            breaking(
                "stock.not-negative",
                """
                ALTER TABLE product DROP CONSTRAINT product_stock_not_negative;
                UPDATE product SET stock = -1 WHERE id = 5
                """),
            breaking(
                "stock.adds-up",
                "UPDATE product SET stock = stock - 1 WHERE id = 1",
                "UPDATE product SET stocked = stocked + 1 WHERE id = 5",
                "UPDATE order_item SET quantity = quantity + 1 " + of("PENDING_PAYMENT"),
                "UPDATE orders SET status = 'PAID' WHERE status = 'EXPIRED'",
                "DELETE FROM product WHERE id = 1"),
            breaking(
                "orders.sums-are-right",
                "UPDATE order_item SET price = price + 1 " + of("PAID"),
                "DELETE FROM order_item " + of("PAID"),
                """
                ALTER TABLE orders DROP CONSTRAINT order_sum;
                UPDATE orders SET total = total + 1 WHERE status = 'PAID'
                """,
                """
                ALTER TABLE orders DROP CONSTRAINT order_sum, DROP CONSTRAINT order_refund;
                UPDATE orders SET discount = subtotal + 1, total = -1 WHERE status = 'PAID'
                """),
            breaking(
                "orders.paid-by-one-payment-of-the-total",
                "DELETE FROM payment WHERE kind = 'PAYMENT'",
                "UPDATE payment SET amount = amount + 1 WHERE kind = 'PAYMENT'",
                "INSERT INTO payment SELECT 1, order_id, kind, amount, NULL, NULL, created_at"
                    + " FROM payment WHERE kind = 'PAYMENT' LIMIT 1",
                "UPDATE orders SET payment_id = NULL WHERE status = 'PAID'",
                "UPDATE orders SET payment_id = NULL WHERE status = 'CANCELLED'",
                "UPDATE orders SET payment_id = 1 WHERE status = 'REFUNDED'",
                "UPDATE orders SET status = 'EXPIRED' WHERE status = 'PAID'",
                "DELETE FROM orders WHERE status = 'PAID'"),
            breaking(
                "orders.refunds-within-payment",
                "UPDATE orders SET refunded = refunded + 1 WHERE status = 'PAID' AND total > 0",
                "UPDATE payment SET amount = amount + 1 WHERE kind = 'REFUND'",
                """
                ALTER TABLE orders DROP CONSTRAINT order_refund;
                UPDATE orders SET refunded = total + 1 WHERE status = 'REFUNDED'
                """),
            breaking(
                "orders.refunds-are-of-their-payment",
                "UPDATE payment SET refund_of = 1 WHERE kind = 'REFUND'",
                "UPDATE payment SET order_id = 1 WHERE kind = 'REFUND'",
                "UPDATE refund_item SET amount = amount + 1",
                "DELETE FROM refund_item"),
            breaking(
                "orders.refunded-items-were-bought",
                "UPDATE order_item SET refunded_quantity = 0 WHERE refunded_quantity > 0",
                "UPDATE order_item SET refunded_quantity = 1 " + of("PENDING_PAYMENT"),
                "UPDATE refund_item SET quantity = quantity + 1",
                "INSERT INTO refund_item SELECT id, 9, 5, 1, 0 FROM payment WHERE kind = 'REFUND'"),
            breaking(
                "orders.closed-hold-nothing",
                "UPDATE orders SET refunded = refunded - 1 WHERE status = 'REFUNDED' AND total > 0",
                "UPDATE orders SET refunded = 0 WHERE status = 'CANCELLED'",
                "UPDATE orders SET refunded = 1 WHERE status = 'EXPIRED'",
                "UPDATE orders SET expires_at = NULL WHERE status = 'PENDING_PAYMENT'",
                "UPDATE orders SET expires_at = now() WHERE status = 'PAID'",
                "UPDATE order_item SET refunded_quantity = 0 " + of("REFUNDED")),
            breaking(
                "orders.points-moved-as-paid",
                "DELETE FROM point_entry WHERE kind = 'USE'",
                "UPDATE point_entry SET amount = amount + 1 WHERE kind = 'REFUND'",
                "UPDATE point_entry SET payment_id = NULL WHERE kind = 'USE'",
                "UPDATE point_entry SET user_id = 5, sequence = sequence + 100"
                    + " WHERE kind = 'USE' AND user_id = 2"),
            breaking(
                "orders.changes-of-state-are-legal",
                told("OrderPaid", "OrderCancelled"),
                told("OrderRefunded", "OrderPlaced"),
                told("OrderExpired", "OrderRefunded"),
                """
                INSERT INTO outbox (aggregate, aggregate_id, version, type, traceparent, payload,
                                    created_at)
                SELECT aggregate, aggregate_id, version + 1, 'OrderPaid', '', '{}', now()
                  FROM outbox WHERE type = 'OrderExpired'
                """),
            breaking(
                "orders.state-is-what-was-told",
                "UPDATE orders SET status = 'EXPIRED' WHERE status = 'CANCELLED'",
                "UPDATE orders SET status = 'REFUNDED' WHERE status = 'PAID'",
                told("OrderExpired", "OrderCancelled")),
            breaking(
                "orders.expire-in-time",
                "UPDATE orders SET expires_at = now() - interval '61 seconds'"
                    + " WHERE status = 'PENDING_PAYMENT'"),
            breaking(
                "coupons.issued-within-total",
                """
                ALTER TABLE coupon DROP CONSTRAINT coupon_issued_within_total;
                UPDATE coupon SET issued = total_quantity + revoked + 1 WHERE total_quantity = 4
                """,
                """
                ALTER TABLE coupon DROP CONSTRAINT coupon_revoked_were_issued;
                UPDATE coupon SET issued = -1 WHERE total_quantity = 1
                """,
                """
                ALTER TABLE coupon DROP CONSTRAINT coupon_revoked_were_issued,
                                   DROP CONSTRAINT coupon_issued_within_total;
                UPDATE coupon SET revoked = -1 WHERE total_quantity = 4
                """,
                """
                ALTER TABLE coupon DROP CONSTRAINT coupon_revoked_were_issued;
                UPDATE coupon SET revoked = issued + 1 WHERE total_quantity = 4
                """),
            breaking(
                "coupons.issued-are-rows",
                "UPDATE coupon SET issued = issued - 1 WHERE total_quantity = 4",
                "UPDATE coupon SET revoked = 0 WHERE total_quantity = 4",
                "DELETE FROM user_coupon WHERE user_id = 4",
                "DELETE FROM user_coupon",
                "UPDATE user_coupon SET revoked_at = NULL WHERE user_id = 3",
                "DELETE FROM coupon WHERE total_quantity = 4"),
            breaking(
                "coupons.one-per-user",
                """
                ALTER TABLE user_coupon DROP CONSTRAINT user_coupon_one_each;
                UPDATE user_coupon SET user_id = 2 WHERE user_id = 1
                """),
            breaking(
                "coupons.sequence-is-dense",
                "UPDATE user_coupon SET sequence = 5 WHERE sequence = 4",
                "UPDATE user_coupon SET sequence = 5 WHERE sequence = 1 AND user_id = 1",
                "DELETE FROM user_coupon WHERE sequence = 2",
                """
                ALTER TABLE user_coupon DROP CONSTRAINT user_coupon_sequence;
                UPDATE user_coupon SET sequence = 2 WHERE sequence = 3
                """),
            breaking(
                "coupons.used-by-one-order-of-the-same-user",
                "UPDATE user_coupon SET order_id = NULL, used_at = NULL WHERE user_id = 1",
                "UPDATE user_coupon SET order_id = 1 WHERE user_id = 1",
                // By an order that has given it back, or never had it.
                "UPDATE user_coupon SET order_id = o.id, used_at = now() FROM orders o"
                    + " WHERE o.user_coupon_id = user_coupon.id AND o.status = 'CANCELLED'",
                "UPDATE user_coupon SET order_id = o.id, used_at = now() FROM orders o"
                    + " WHERE user_coupon.user_id = 4 AND user_coupon.order_id IS NULL"
                    + " AND o.user_id = 4 AND o.status = 'EXPIRED'",
                "UPDATE orders SET user_coupon_id = NULL WHERE status = 'PENDING_PAYMENT'",
                "UPDATE orders SET status = 'EXPIRED' WHERE user_coupon_id IS NOT NULL",
                "UPDATE orders SET status = 'PAID' WHERE status = 'CANCELLED'",
                // Two orders that use one coupon.
                "UPDATE orders SET user_coupon_id = u.id FROM user_coupon u"
                    + " WHERE u.user_id = 1 AND orders.user_id = 1 AND orders.status = 'PAID'",
                "UPDATE user_coupon SET user_id = 5 WHERE user_id = 1",
                """
                ALTER TABLE user_coupon DROP CONSTRAINT user_coupon_revoked_is_unused;
                UPDATE user_coupon SET revoked_at = now() WHERE user_id = 1
                """),
            breaking(
                "coupons.discounts-are-theirs",
                "UPDATE orders SET user_coupon_id = NULL WHERE discount > 0 AND user_id = 1",
                "UPDATE orders SET user_coupon_id = 1 WHERE discount > 0 AND user_id = 1",
                "UPDATE orders SET user_id = 2 WHERE discount > 0 AND user_id = 1",
                "UPDATE orders SET discount = discount + 1, total = total - 1"
                    + " WHERE discount > 0 AND user_id = 1",
                "UPDATE orders SET discount = 0, total = subtotal"
                    + " WHERE discount > 0 AND user_id = 3",
                "UPDATE coupon SET discount_value = 11 WHERE product_ids = '{2}'",
                "UPDATE coupon SET max_discount = 1 WHERE product_ids = '{2}'",
                "UPDATE coupon SET product_ids = '{1}' WHERE product_ids = '{2}'",
                "UPDATE coupon SET product_ids = '{9}' WHERE product_ids = '{2}'",
                "UPDATE coupon SET min_order_amount = 1000000000 WHERE total_quantity = 4"),
            breaking(
                "events.each-change-has-its-own",
                "DELETE FROM outbox WHERE type = 'CouponCreated'",
                "DELETE FROM outbox WHERE type = 'CouponIssued'",
                "DELETE FROM outbox WHERE type = 'CouponUsed'",
                "DELETE FROM outbox WHERE type = 'CouponReturned'",
                "UPDATE coupon SET version = version + 1",
                "DELETE FROM coupon",
                "DELETE FROM user_coupon",
                "DELETE FROM outbox WHERE type = 'OrderPlaced'",
                "DELETE FROM outbox WHERE type = 'OrderRefunded'",
                "DELETE FROM outbox WHERE type = 'PointsUsed' AND aggregate_id = 3",
                "DELETE FROM outbox WHERE type = 'PaymentRefunded'",
                "DELETE FROM outbox WHERE type = 'ProductRestocked'",
                "UPDATE outbox SET aggregate_id = 1 WHERE type = 'OrderPaid'",
                """
                INSERT INTO outbox (aggregate, aggregate_id, version, type, traceparent, payload,
                                    created_at)
                SELECT aggregate, aggregate_id, version, type, '', '{}', now() FROM outbox
                """,
                // One twice and another one not at all: as many as there should be.
                "UPDATE outbox SET version = 3 WHERE aggregate = 'POINT' AND aggregate_id = 1"
                    + " AND version = 2"),
            breaking(
                "idempotency.kept-answers-are-true",
                "DELETE FROM orders WHERE status = 'PAID'",
                "DELETE FROM payment WHERE kind = 'REFUND'",
                "DELETE FROM product WHERE id = 5",
                "DELETE FROM user_coupon WHERE user_id = 1",
                "UPDATE user_coupon SET coupon_id = 99 WHERE user_id = 1",
                "UPDATE idempotency SET scope = 4 WHERE key = 'issue'",
                "UPDATE idempotency SET scope = 4 WHERE key = 'with-coupon'",
                "DELETE FROM coupon WHERE total_quantity = 4",
                "UPDATE idempotency SET scope = 4 WHERE key = 'paid'"))
        .flatMap(broken -> broken);
  }

  private static Stream<Breakage> breaking(String invariant, String... ways) {
    return Arrays.stream(ways).map(sql -> new Breakage(invariant, sql));
  }

  private static String of(String status) {
    return "WHERE order_id IN (SELECT id FROM orders WHERE status = '" + status + "')";
  }

  private static String told(String event, String other) {
    return "UPDATE outbox SET type = '" + other + "' WHERE type = '" + event + "'";
  }
}
