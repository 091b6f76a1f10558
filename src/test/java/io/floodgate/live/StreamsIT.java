package io.floodgate.live;

import static io.floodgate.server.Shop.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.floodgate.server.Client;
import io.floodgate.server.Crowd;
import io.floodgate.server.Events;
import io.floodgate.server.Request;
import io.floodgate.server.Shop;
import io.floodgate.server.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is told of orders and coupons while they change. */
class StreamsIT {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Map<String, String> QUICK =
      Map.of("FLOODGATE_HTTP_STREAM_INTERVAL", "10ms", "FLOODGATE_ORDERS_EXPIRY_INTERVAL", "50ms");

  private static TestServer server;
  private static Shop shop;

  private final List<Events> streams = new ArrayList<>();

  @BeforeAll
  static void start() {
    server = TestServer.start(QUICK).with(60, 1_000_000, 1, 1_000);
    server.database().execute("UPDATE product SET price = 1000");
    shop = new Shop(server);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @AfterEach
  void goAway() {
    streams.forEach(Events::close);
  }

  private Events listen(String path, String... headers) {
    Events events = Events.of(server.port(), "/api/v1" + path, headers);
    streams.add(events);
    return events;
  }

  private static void awaitCount(Events events, int count) {
    await().atMost(PATIENCE).until(() -> events.data().size() == count);
  }

  @Test
  void anOrderIsToldFromItsPlacingToItsEnd() {
    JsonNode order = shop.reserve(1, line(1, 3));
    Events events = listen("/orders/" + order.path("orderId") + "/stream");
    awaitCount(events, 1);
    JsonNode payment = shop.pay(order);
    awaitCount(events, 2);
    shop.post(
        201,
        "/api/v1/payments/" + payment.path("paymentId") + "/refunds",
        Shop.returning(line(1, 1)));
    awaitCount(events, 3);
    shop.cancel(order);

    events.awaitEnd();
    assertThat(events.texts("status"))
        .containsExactly("PENDING_PAYMENT", "PAID", "PAID", "CANCELLED");
    assertThat(events.texts("refunded")).containsExactly("0", "0", "1000", "3000");
    assertThat(events.data().getFirst().path("expiresAt")).isEqualTo(order.path("expiresAt"));
    assertThat(events.lines()).containsSubsequence("id: 1", "id: 2", "id: 3", "id: 4");
  }

  @Test
  void whoComesBackIsToldWhatTheyMissedAndNothingTwice() {
    JsonNode order = shop.reserve(2, line(1, 1));
    String path = "/orders/" + order.path("orderId") + "/stream";
    Events quiet = listen(path, "Last-Event-ID", "1");
    shop.pay(order);
    awaitCount(quiet, 1);
    assertThat(quiet.texts("status")).containsExactly("PAID");

    Events missed = listen(path, "Last-Event-ID", "1");
    awaitCount(missed, 1);
    shop.cancel(order);

    assertThat(listen(path, "Last-Event-ID", "2").awaitEnd()).hasSize(1);
    assertThat(missed.awaitEnd()).hasSize(2);
    assertThat(listen(path, "Last-Event-ID", "3").response().statusCode()).isEqualTo(204);
  }

  @Test
  void anOrderThatIsNotPaidEndsAsExpired() {
    JsonNode order = shop.reserve(3, line(1, 1));
    Events events = listen("/orders/" + order.path("orderId") + "/stream");
    awaitCount(events, 1);
    server
        .database()
        .execute("UPDATE orders SET expires_at = now() WHERE id = " + order.path("orderId"));

    events.awaitEnd();
    assertThat(events.texts("status")).containsExactly("PENDING_PAYMENT", "EXPIRED");
  }

  @Test
  void whatRemainsOfACouponGoesDownWhileItIsIssued() {
    long coupon = coupon(50);
    List<Events> crowd = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      crowd.add(listen("/coupons/" + coupon + "/stream"));
    }
    crowd.forEach(events -> awaitCount(events, 1));

    List<Client.Answer> issued =
        Crowd.of(50, user -> Request.issue(coupon, user).sendTo(server.client()));

    assertThat(Crowd.outcomes(issued)).containsOnlyKeys("204");
    for (Events events : crowd) {
      await()
          .atMost(PATIENCE)
          .until(() -> events.data().getLast().path("status").asText().equals("SOLD_OUT"));
      List<Integer> remaining =
          events.data().stream().map(data -> data.path("remaining").asInt()).toList();
      assertThat(remaining).startsWith(50).endsWith(0).doesNotHaveDuplicates();
      assertThat(remaining.stream().sorted((a, b) -> b - a).toList()).isEqualTo(remaining);
      assertThat(events.hasEnded()).isFalse();
    }
    shop.post(200, "/api/v1/coupons/" + coupon + "/revoke", "{\"userId\":1}");
    for (Events events : crowd) {
      await()
          .atMost(PATIENCE)
          .until(() -> events.data().getLast().path("status").asText().equals("OPEN"));
    }
  }

  @Test
  void whatDoesNotExistIsRefusedBeforeAStreamBegins() {
    assertThat(listen("/orders/12345/stream").response().statusCode()).isEqualTo(404);
    assertThat(listen("/coupons/12345/stream").response().statusCode()).isEqualTo(404);
    assertThat(listen("/orders/x/stream").response().statusCode()).isEqualTo(400);
  }

  @Test
  void aStopEndsStreamsSoThatClientsGoToANodeThatLives() {
    JsonNode order = shop.reserve(4, line(1, 1));
    Events events;
    try (TestServer other = TestServer.on(server.endpoints(), QUICK)) {
      events = Events.of(other.port(), "/api/v1/orders/" + order.path("orderId") + "/stream");
      streams.add(events);
      awaitCount(events, 1);
    }
    assertThat(events.awaitEnd()).hasSize(1);
    Events again = listen("/orders/" + order.path("orderId") + "/stream", "Last-Event-ID", "1");
    shop.pay(order);
    awaitCount(again, 1);
  }

  private static long coupon(int total) {
    return shop.post(
            201,
            "/api/v1/coupons",
            """
            {"name": "c", "discount": {"type": "FIXED", "value": 1000}, "totalQuantity": %d,
             "issueFrom": "2020-01-01T00:00:00Z", "issueUntil": "2090-01-01T00:00:00Z",
             "validFrom": "2020-01-01T00:00:00Z", "validUntil": "2099-01-01T00:00:00Z"}
            """
                .formatted(total))
        .path("couponId")
        .asLong();
  }
}
