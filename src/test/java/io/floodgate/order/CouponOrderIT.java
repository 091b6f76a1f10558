package io.floodgate.order;

import static io.floodgate.server.Shop.line;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.floodgate.server.Client;
import io.floodgate.server.Database;
import io.floodgate.server.Line;
import io.floodgate.server.Request;
import io.floodgate.server.Shop;
import io.floodgate.server.TestServer;
import io.floodgate.stack.Sql;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The life of orders that use a coupon, over HTTP. Each product costs 3,000 won. */
class CouponOrderIT {

  private static final long POINTS = 1_000_000;
  private static final long STOCK = 1_000;

  private static TestServer server;
  private static Database database;
  private static Shop shop;

  @BeforeAll
  static void start() {
    server =
        TestServer.start(Map.of("FLOODGATE_ORDERS_EXPIRY_INTERVAL", "50ms"))
            .with(20, POINTS, 20, STOCK);
    database = server.database();
    database.execute("UPDATE product SET price = 3000");
    shop = new Shop(server);
  }

  @AfterAll
  static void close() {
    try (TestServer closing = server) {
      closing.assertInvariantsHold();
    }
  }

  /** One that the user holds, with terms of its own. */
  private static Request.Coupon coupon(long user, String terms) {
    long coupon = database.coupon(1);
    database.execute("UPDATE coupon SET %s WHERE id = %d".formatted(terms, coupon));
    return database.issue(coupon, user);
  }

  private static void assertUsedBy(JsonNode order, Request.Coupon coupon) {
    assertThat(usersOf(coupon)).containsExactly(order.path("orderId").asLong());
  }

  private static void assertUnused(Request.Coupon coupon) {
    assertThat(usersOf(coupon)).isEmpty();
  }

  private static List<Long> usersOf(Request.Coupon coupon) {
    return database.numbers(
        "SELECT order_id FROM user_coupon WHERE order_id IS NOT NULL AND used_at IS NOT NULL"
            + " AND id = "
            + coupon.userCouponId());
  }

  private static List<String> toldOf(Request.Coupon coupon) {
    return database.texts(
        "SELECT type FROM outbox WHERE aggregate = 'USER_COUPON' AND aggregate_id = %d ORDER BY version"
            .formatted(coupon.userCouponId()));
  }

  private static void assertMoney(JsonNode order, long subtotal, long discount, long total) {
    assertThat(order.path("subtotal").asLong()).isEqualTo(subtotal);
    assertThat(order.path("discount").asLong()).isEqualTo(discount);
    assertThat(order.path("total").asLong()).isEqualTo(total);
  }

  private static JsonNode now(JsonNode order) {
    return shop.get("/api/v1/orders/" + order.path("orderId"));
  }

  @Test
  void isPaidLessItsDiscount() {
    Request.Coupon coupon = database.userCoupon(1);

    JsonNode order = shop.buyWith(coupon, 1, line(1, 2));

    assertMoney(order, 6_000, 1_000, 5_000);
    assertThat(order.path("userCouponId").asLong()).isEqualTo(coupon.userCouponId());
    assertThat(now(order)).isEqualTo(order);
    assertThat(shop.points(1)).isEqualTo(POINTS - 5_000);
    assertUsedBy(order, coupon);
    assertThat(toldOf(coupon)).containsExactly("CouponIssued", "CouponUsed");
  }

  @Test
  void isReducedByThePercentOfTheNamedProductsUpToAMaximum() {
    String of = "discount_type = 'PERCENT', discount_value = 33, product_ids = '{2, 20}'";

    assertMoney(shop.buyWith(coupon(2, of), 2, line(1, 1), line(2, 3)), 12_000, 2_970, 9_030);
    assertMoney(
        shop.buyWith(coupon(2, of + ", max_discount = 2500"), 2, line(1, 1), line(2, 3)),
        12_000,
        2_500,
        9_500);
    database.execute("UPDATE product SET price = 2999 WHERE id = 20");
    assertMoney(shop.buyWith(coupon(2, of), 2, line(20, 1)), 2_999, 989, 2_010);
  }

  @Test
  void holdsItsCouponWhileItWaitsAndOnceItIsPaid() {
    Request.Coupon coupon = database.userCoupon(3);

    JsonNode order = shop.reserveWith(coupon, 3, line(3, 1));
    assertThat(order.path("status").asText()).isEqualTo("PENDING_PAYMENT");
    assertUsedBy(order, coupon);
    assertThat(shop.points(3)).isEqualTo(POINTS);

    assertThat(shop.pay(order).path("amount").asLong()).isEqualTo(2_000);
    assertUsedBy(order, coupon);
    assertThat(shop.points(3)).isEqualTo(POINTS - 2_000);
    assertThat(toldOf(coupon)).containsExactly("CouponIssued", "CouponUsed");
  }

  @Test
  void givesItsCouponBackWhenItIsCancelled() {
    Request.Coupon coupon = database.userCoupon(4);

    shop.cancel(shop.reserveWith(coupon, 4, line(4, 1)));
    assertUnused(coupon);
    shop.cancel(shop.buyWith(coupon, 4, line(4, 1)));
    assertUnused(coupon);
    JsonNode third = shop.buyWith(coupon, 4, line(4, 1));

    assertUsedBy(third, coupon);
    assertThat(shop.points(4)).isEqualTo(POINTS - 2_000);
    assertThat(shop.stock(4)).isEqualTo(STOCK - 1);
    assertThat(toldOf(coupon))
        .containsExactly(
            "CouponIssued",
            "CouponUsed",
            "CouponReturned",
            "CouponUsed",
            "CouponReturned",
            "CouponUsed");
  }

  @Test
  void givesItsCouponBackWhenItExpires() {
    Request.Coupon coupon = database.userCoupon(5);
    JsonNode order = shop.reserveWith(coupon, 5, line(5, 1));

    database.execute("UPDATE orders SET expires_at = now() WHERE id = " + order.path("orderId"));
    await().atMost(15, SECONDS).until(() -> now(order).path("status").asText().equals("EXPIRED"));

    assertUnused(coupon);
    assertUsedBy(shop.buyWith(coupon, 5, line(5, 1)), coupon);
  }

  @Test
  void keepsItsCouponUntilAllOfItIsRefunded() {
    Request.Coupon coupon = database.userCoupon(6);
    JsonNode order = shop.buyWith(coupon, 6, line(6, 3));

    // 8,000 were paid for three: 2,666 and 2,667 and 2,667 come back.
    assertThat(shop.refund(order, line(6, 1)).path("amount").asLong()).isEqualTo(2_666);
    assertThat(shop.refund(order, line(6, 1)).path("amount").asLong()).isEqualTo(2_667);
    assertUsedBy(order, coupon);
    assertThat(shop.refund(order, line(6, 1)).path("amount").asLong()).isEqualTo(2_667);

    assertThat(now(order).path("status").asText()).isEqualTo("REFUNDED");
    assertUnused(coupon);
    assertThat(shop.points(6)).isEqualTo(POINTS);
  }

  @Test
  void givesItsCouponBackWhenItIsRefundedAtOnce() {
    Request.Coupon coupon = database.userCoupon(7);
    shop.refund(shop.buyWith(coupon, 7, line(7, 3)));

    assertUnused(coupon);
    assertThat(toldOf(coupon)).containsExactly("CouponIssued", "CouponUsed", "CouponReturned");
  }

  @Test
  void givesItsCouponBackWhenItsRestIsCancelled() {
    Request.Coupon coupon = database.userCoupon(8);
    JsonNode order = shop.buyWith(coupon, 8, line(8, 3));
    shop.refund(order, line(8, 2));
    assertUsedBy(order, coupon);

    assertThat(shop.cancel(order).path("refunded").asLong()).isEqualTo(8_000);

    assertUnused(coupon);
    assertThat(shop.points(8)).isEqualTo(POINTS);
  }

  @Test
  void livesWholeLivesThoughItCostsNothing() {
    Request.Coupon coupon = coupon(9, "discount_value = 1000000");

    JsonNode paid = shop.buyWith(coupon, 9, line(9, 2));
    assertMoney(paid, 6_000, 6_000, 0);
    assertThat(paid.path("status").asText()).isEqualTo("PAID");
    assertThat(shop.refund(paid, line(9, 1)).path("amount").asLong()).isZero();
    assertUsedBy(paid, coupon);
    assertThat(shop.refund(paid).path("amount").asLong()).isZero();
    assertThat(now(paid).path("status").asText()).isEqualTo("REFUNDED");

    JsonNode pending = shop.reserveWith(coupon, 9, line(9, 2));
    assertThat(shop.pay(pending).path("amount").asLong()).isZero();
    shop.cancel(pending);
    JsonNode last = shop.buyWith(coupon, 9, line(9, 2));

    assertUsedBy(last, coupon);
    assertThat(shop.points(9)).isEqualTo(POINTS);
    assertThat(shop.stock(9)).isEqualTo(STOCK - 2);
    assertThat(shop.get("/api/v1/users/9/points/history").path("items")).hasSize(1);
    assertThat(
            shop.get("/api/v1/orders/" + paid.path("orderId") + "/payments")
                .path("items")
                .findValuesAsText("kind"))
        .containsExactly("PAYMENT", "REFUND", "REFUND");
  }

  @Test
  void isRefusedForEachReasonOfTheContract() {
    String notOwned = "해당 쿠폰을 보유하고 있지 않습니다.";
    assertRefused("COUPON_NOT_OWNED", notOwned, database.userCoupon(11));
    assertRefused("COUPON_NOT_OWNED", notOwned, new Request.Coupon(12_345));
    Request.Coupon revoked = database.userCoupon(10);
    database.revoke(revoked);
    assertRefused("COUPON_NOT_OWNED", notOwned, revoked);

    String notNow = "쿠폰 유효기간이 지났거나 아직 유효하지 않습니다.";
    assertRefused(
        "COUPON_NOT_VALID_NOW",
        notNow,
        coupon(10, "valid_until = now() - interval '1 millisecond'"));
    assertRefused(
        "COUPON_NOT_VALID_NOW", notNow, coupon(10, "valid_from = now() + interval '1 hour'"));

    Request.Coupon used = database.userCoupon(10);
    shop.reserveWith(used, 10, line(11, 1));
    assertRefused("COUPON_ALREADY_USED", "이미 사용된 쿠폰입니다.", used);

    assertRefused(
        "COUPON_NOT_APPLICABLE", "쿠폰을 적용할 수 있는 상품이 없습니다.", coupon(10, "product_ids = '{1, 2}'"));
    assertRefused(
        "COUPON_MINIMUM_NOT_REACHED",
        "쿠폰의 최소 주문 금액에 미치지 못합니다.",
        coupon(10, "min_order_amount = 6001"));
    JsonNode reached = shop.buyWith(coupon(10, "min_order_amount = 6000"), 10, line(12, 2));
    assertMoney(reached, 6_000, 1_000, 5_000);
  }

  private static void assertRefused(String error, String detail, Request.Coupon coupon) {
    List<Long> before = allThatAnOrderChanges();

    Client.Answer answer =
        Request.order(10, coupon, new Line(10, 2))
            .sendTo(server.client(), "key-of-" + coupon)
            .join();

    assertThat(answer.outcome()).isEqualTo("409 " + error);
    assertThat(answer.body().path("detail").asText()).isEqualTo(detail);
    assertThat(answer.body().path("errors").findValuesAsText("pointer"))
        .containsExactly("/userCouponId");
    assertThat(allThatAnOrderChanges()).isEqualTo(before);
  }

  private static List<Long> allThatAnOrderChanges() {
    return List.of(
        shop.points(10),
        shop.stock(10),
        database.number("SELECT count(*) FROM orders WHERE user_id = 10"),
        database.number("SELECT count(*) FROM idempotency WHERE scope = 10"),
        database.number("SELECT count(*) FROM user_coupon WHERE user_id = 10 AND version > 2"));
  }

  /** Whoever asks for the table waits for this test. */
  @Test
  void asksNothingOfCouponsWhereNoneIsUsed() {
    try (Sql.Held _ = database.hold("LOCK TABLE user_coupon, coupon IN ACCESS EXCLUSIVE MODE")) {
      shop.cancel(shop.buy(13, line(15, 2)));
      JsonNode order = shop.reserve(13, line(15, 2));
      shop.pay(order);
      shop.refund(now(order));
    }
    assertThat(shop.points(13)).isEqualTo(POINTS);
  }

  @Test
  void leavesTheCouponToWhoeverCannotPay() {
    Request.Coupon coupon = database.userCoupon(12);

    Client.Answer dear =
        Request.order(12, coupon, new Line(13, 500)).sendTo(server.client()).join();
    assertThat(dear.outcome()).isEqualTo("409 INSUFFICIENT_POINTS");
    assertUnused(coupon);

    // With the coupon the points are just enough.
    JsonNode order = shop.reserve(12, line(14, 333));
    database.execute("UPDATE product SET price = 2000 WHERE id = 13");
    shop.pay(order);
    assertMoney(shop.buyWith(coupon, 12, line(13, 1)), 2_000, 1_000, 1_000);
    assertThat(shop.points(12)).isZero();
  }
}
