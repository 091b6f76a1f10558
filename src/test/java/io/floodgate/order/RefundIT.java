package io.floodgate.order;

import static io.floodgate.server.Shop.line;
import static io.floodgate.server.Shop.returning;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.floodgate.server.Client;
import io.floodgate.server.Shop;
import io.floodgate.server.TestServer;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What comes back: by refund, by cancel, by expiry. */
class RefundIT {

  private static final long POINTS = 1_000_000;
  private static final long STOCK = 1_000;

  private static TestServer server;
  private static Shop shop;

  @BeforeAll
  static void start() {
    server =
        TestServer.start(
                Map.of(
                    "FLOODGATE_ORDERS_PAYMENT_WINDOW", "1s",
                    "FLOODGATE_ORDERS_EXPIRY_INTERVAL", "50ms"))
            .with(10, POINTS, 12, STOCK);
    shop = new Shop(server);
  }

  @AfterAll
  static void close() {
    try (TestServer closing = server) {
      closing.assertInvariantsHold();
    }
  }

  private static long price(long product) {
    return shop.get("/api/v1/products/" + product).path("price").asLong();
  }

  private static JsonNode now(JsonNode order) {
    return shop.get("/api/v1/orders/" + order.path("orderId"));
  }

  private static void assertRefundRefused(
      JsonNode order, int status, String error, String... lines) {
    Client.Answer answer =
        server
            .client()
            .post("/api/v1/payments/" + order.path("paymentId") + "/refunds", returning(lines));
    assertThat(answer.status()).as(answer.body().toString()).isEqualTo(status);
    assertThat(answer.error()).isEqualTo(error);
  }

  @Test
  void givesBackPartByPartUntilAllIsBack() {
    JsonNode order = shop.buy(1, line(1, 3), line(2, 2));

    JsonNode part = shop.refund(order, line(1, 1), line(2, 1));
    assertThat(part.path("amount").asLong()).isEqualTo(price(1) + price(2));
    assertThat(part.path("items")).hasSize(2);
    assertThat(now(order).path("status").asText()).isEqualTo("PAID");
    assertThat(now(order).path("refunded")).isEqualTo(part.path("amount"));
    assertThat(shop.stock(1)).isEqualTo(STOCK - 2);
    assertThat(shop.points(1)).isEqualTo(POINTS - 2 * price(1) - price(2));

    shop.refund(order);
    assertThat(now(order).path("status").asText()).isEqualTo("REFUNDED");
    assertThat(now(order).path("refunded")).isEqualTo(order.path("total"));
    assertThat(shop.stock(1)).isEqualTo(STOCK);
    assertThat(shop.stock(2)).isEqualTo(STOCK);
    assertThat(shop.points(1)).isEqualTo(POINTS);
  }

  @Test
  void givesBackNoMoreThanWasBought() {
    JsonNode order = shop.buy(2, line(3, 3));
    shop.refund(order, line(3, 2));

    assertRefundRefused(order, 409, "REFUND_EXCEEDS_PAYMENT", line(3, 2));
    assertRefundRefused(order, 404, "PRODUCT_NOT_FOUND", line(4, 1));
    assertThat(shop.points(2)).isEqualTo(POINTS - price(3));
    shop.refund(order);
    assertRefundRefused(order, 409, "ORDER_STATE_CONFLICT");
    assertRefundRefused(shop.refund(shop.buy(2, line(3, 1))), 404, "PAYMENT_NOT_FOUND");
  }

  @Test
  void givesBackTheRestWhenAPartlyRefundedOrderIsCancelled() {
    JsonNode order = shop.buy(3, line(5, 4));
    shop.refund(order, line(5, 1));

    JsonNode cancelled = shop.cancel(order);

    assertThat(cancelled.path("status").asText()).isEqualTo("CANCELLED");
    assertThat(cancelled.path("refunded")).isEqualTo(order.path("total"));
    assertThat(shop.points(3)).isEqualTo(POINTS);
    assertThat(shop.stock(5)).isEqualTo(STOCK);
    assertRefundRefused(order, 409, "ORDER_STATE_CONFLICT");
  }

  @Test
  void givesBackTheStockOfAnOrderThatIsNotPaidInTime() {
    JsonNode order = shop.reserve(4, line(7, 5), line(8, 1));
    assertThat(shop.stock(7)).isEqualTo(STOCK - 5);

    await().atMost(15, SECONDS).until(() -> now(order).path("status").asText().equals("EXPIRED"));

    assertThat(shop.stock(7)).isEqualTo(STOCK);
    assertThat(shop.stock(8)).isEqualTo(STOCK);
    assertThat(shop.points(4)).isEqualTo(POINTS);
    assertThat(now(order).has("expiresAt")).isFalse();
    Client.Answer late =
        server.client().post("/api/v1/orders/" + order.path("orderId") + "/payments", null);
    assertThat(late.error()).isEqualTo("ORDER_STATE_CONFLICT");
  }

  @Test
  void keepsAnOrderThatWasPaidInTime() {
    JsonNode order = shop.reserve(5, line(9, 5));
    JsonNode other = shop.reserve(5, line(10, 1));
    shop.pay(order);

    await().atMost(15, SECONDS).until(() -> now(other).path("status").asText().equals("EXPIRED"));

    assertThat(now(order).path("status").asText()).isEqualTo("PAID");
    assertThat(shop.stock(9)).isEqualTo(STOCK - 5);
    assertThat(shop.points(5)).isEqualTo(POINTS - 5 * price(9));
  }

  @Test
  void givesBackThePointsOfAProductWhosePriceHasChanged() {
    JsonNode order = shop.buy(6, line(11, 2));
    server.client().send("PATCH", "/api/v1/products/11", "{\"price\":1,\"hidden\":true}");

    shop.refund(order, line(11, 1));
    shop.cancel(order);

    assertThat(shop.points(6)).isEqualTo(POINTS);
    assertThat(shop.stock(11)).isEqualTo(STOCK);
  }
}
