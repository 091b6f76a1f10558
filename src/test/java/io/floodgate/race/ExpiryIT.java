package io.floodgate.race;

import static io.floodgate.server.Crowd.outcomes;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.floodgate.server.Client;
import io.floodgate.server.Crowd;
import io.floodgate.server.Line;
import io.floodgate.server.Request;
import io.floodgate.server.TestServer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ExpiryIT {

  private static final int ORDERS = 300;

  @Test
  void anOrderIsEitherPaidInTimeOrGivenBack() {
    Map<String, String> shortWindow =
        Map.of("FLOODGATE_ORDERS_PAYMENT_WINDOW", "1s", "FLOODGATE_ORDERS_EXPIRY_INTERVAL", "50ms");
    try (TestServer server = TestServer.start(shortWindow).with(1, 1_000_000, 1, ORDERS);
        TestServer other = TestServer.on(server.endpoints(), shortWindow)) {
      server.database().execute("UPDATE product SET price = 1000");
      List<Client> clients = List.of(server.client(), other.client());

      // Each is paid at a moment of its own, from well before its time runs out to a little after.
      List<Client.Answer> payments =
          Crowd.of(
              ORDERS,
              i ->
                  Request.unpaidOrder(1, Line.of(1))
                      .sendTo(clients.get(i % 2))
                      .thenCompose(
                          order ->
                              at(expiryOf(order).plusMillis(2L * i - 500))
                                  .thenApply(due -> Request.pay(order.number("orderId"))))
                      .thenCompose(pay -> pay.sendTo(clients.get(i / 2 % 2))));

      assertThat(server.number("SELECT count(*) FROM orders")).isEqualTo(ORDERS);
      assertThat(outcomes(payments)).containsOnlyKeys("201", "409 ORDER_STATE_CONFLICT");
      await().atMost(Duration.ofSeconds(20)).until(() -> orders(server, "PENDING_PAYMENT") == 0);
      List<Long> paid = Crowd.numbers(Crowd.successes(payments), "orderId");
      assertThat(server.database().numbers("SELECT id FROM orders WHERE status = 'PAID'"))
          .containsExactlyInAnyOrderElementsOf(paid);
      assertThat(orders(server, "EXPIRED")).isEqualTo(ORDERS - paid.size());
      assertThat(server.number("SELECT stock FROM product")).isEqualTo(ORDERS - paid.size());
      assertThat(server.number("SELECT balance FROM point_account"))
          .isEqualTo(1_000_000 - paid.size() * 1_000L);
      server.assertInvariantsHold();
    }
  }

  private static Instant expiryOf(Client.Answer order) {
    return Instant.parse(order.data().path("expiresAt").asText());
  }

  private static CompletableFuture<Void> at(Instant moment) {
    long millis = Duration.between(Instant.now(), moment).toMillis();
    return CompletableFuture.runAsync(
        () -> {}, CompletableFuture.delayedExecutor(Math.max(0, millis), MILLISECONDS));
  }

  private static long orders(TestServer server, String status) {
    return server.number("SELECT count(*) FROM orders WHERE status = '" + status + "'");
  }
}
