package io.floodgate.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.floodgate.base.IdempotencyKey;
import io.floodgate.bus.Ask;
import io.floodgate.order.OrderAsk.PlaceOrder;
import io.vertx.core.Promise;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the door does with an Idempotency-Key. */
class KeysTest extends OneServer {

  private static final String KEY = "Idempotency-Key";

  @Test
  void theKeyStandsForMethodPathAndBody() {
    IdempotencyKey key = keyOf("/api/v1/orders", order(1, 2));
    assertThat(key.key()).isEqualTo("k-1");
    assertThat(keyOf("/api/v1/orders", order(1, 2))).isEqualTo(key);
    assertThat(keyOf("/api/v1/orders", order(1, 3)).requestHash()).isNotEqualTo(key.requestHash());
    assertThat(keyOf("/api/v1/orders", order(1, 2) + " ").requestHash())
        .isNotEqualTo(key.requestHash());
  }

  @Test
  void aReplayedAnswerSaysSo() {
    HttpResponse<String> replayed = server.post("/api/v1/orders", order(1, 2), KEY, "replay-1");
    HttpResponse<String> fresh = server.post("/api/v1/orders", order(1, 2), KEY, "k-2");
    assertThat(replayed.statusCode()).isEqualTo(201);
    assertThat(replayed.headers().firstValue("idempotent-replayed")).contains("true");
    assertThat(replayed.body()).isEqualTo(fresh.body());
    assertThat(fresh.headers().firstValue("idempotent-replayed")).isEmpty();
  }

  @Test
  void aKeyWhoseRequestStillRunsIsRefusedAndFreeAgainAfterwards() {
    Promise<Object> slow = Promise.promise();
    server.instead = _ -> slow.future();
    CompletableFuture<HttpResponse<String>> first =
        server.postLater("/api/v1/orders", order(1, 2), KEY, "same");
    await().until(() -> server.received.size() == 1);

    HttpResponse<String> second = server.post("/api/v1/orders", order(1, 2), KEY, "same");
    assertThat(second.statusCode()).isEqualTo(409);
    assertThat(second.body()).contains("IDEMPOTENCY_KEY_IN_USE");
    assertThat(server.received).hasSize(1);

    server.instead = null;
    HttpResponse<String> another = server.post("/api/v1/orders", order(2, 2), KEY, "same");
    assertThat(another.statusCode()).as("another user's key").isEqualTo(201);

    slow.complete(Stubs.answer((PlaceOrder) server.received.peek().message()));
    assertThat(first.join().statusCode()).isEqualTo(201);
    await()
        .untilAsserted(
            () ->
                assertThat(server.post("/api/v1/orders", order(1, 2), KEY, "same").statusCode())
                    .isEqualTo(201));
    assertThat(server.web.runningKeys().size()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "with space", "ü"})
  void aKeyIsVisibleAscii(String key) {
    try (RawClient client = new RawClient(server.port())) {
      client.send(
          "POST /api/v1/orders/1/cancel HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n"
              + KEY
              + ": "
              + key
              + "\r\n\r\n");
      RawClient.Answer answer = client.read();
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.body())
          .contains("INVALID_IDEMPOTENCY_KEY")
          .contains("\"pointer\":\"Idempotency-Key\"");
    }
    assertThat(server.received).isEmpty();
  }

  @Test
  void aKeyIsBoundedAndComesOnce() {
    String cancel = "/api/v1/orders/1/cancel";
    assertThat(server.post(cancel, "", KEY, "k".repeat(255)).statusCode()).isEqualTo(200);
    assertThat(server.post(cancel, "", KEY, "k".repeat(256)).statusCode()).isEqualTo(400);
    assertThat(server.post(cancel, "", KEY, "a", KEY, "b").statusCode()).isEqualTo(400);
  }

  private IdempotencyKey keyOf(String path, String body) {
    server.post(path, body, KEY, "k-1");
    Ask<?> message = server.received.remove().message();
    return ((PlaceOrder) message).key().orElseThrow();
  }

  private static String order(int user, int quantity) {
    return "{\"userId\":%d,\"orderProducts\":[{\"productId\":3,\"quantity\":%d}]}"
        .formatted(user, quantity);
  }
}
