package io.floodgate.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.floodgate.local.EmbeddedStack;
import io.floodgate.local.Store;
import io.floodgate.server.Client;
import io.floodgate.server.TestServer;
import io.floodgate.stack.Stack;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** What a server says of itself while one of its stores is away. */
class HealthIT {

  private static final Duration SOON = Duration.ofSeconds(30);

  private static final Map<String, String> QUICK =
      Map.of(
          "FLOODGATE_KAFKA_PARTITIONS", "1",
          "FLOODGATE_KAFKA_PROBE_INTERVAL", "100ms",
          "FLOODGATE_KAFKA_SEND_TIMEOUT", "1500ms",
          "FLOODGATE_OPS_PROBE_INTERVAL", "50ms",
          "FLOODGATE_OPS_PROBE_TIMEOUT", "500ms");

  @Test
  void isDegradedWithoutRedisOrKafkaDownWithoutPostgresAndUpAgainByItself() {
    EmbeddedStack stack = Stack.shared().embedded();
    try (TestServer server = TestServer.startWithKafka(QUICK)) {
      Client client = server.client();
      awaitStatus(client, 200, "UP");

      Instant before = Instant.now();
      away(client, stack.redis(), "redis", 200, "DEGRADED");
      away(client, stack.kafka(), "kafka", 200, "DEGRADED");
      assertThat(Instant.parse(component(client, "kafka").path("since").asText())).isAfter(before);

      stack.postgres().pause();
      try {
        awaitStatus(client, 503, "DOWN");
        assertThat(component(client, "postgres").path("reason").asText())
            .isEqualTo("does not answer");
        long asked = System.nanoTime();
        for (int i = 0; i < 100; i++) {
          assertThat(client.get("/ops/health/ready").status()).isEqualTo(503);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(5));
        assertThat(client.get("/ops/health/live").status()).isEqualTo(200);
      } finally {
        stack.postgres().resume();
      }
      awaitStatus(client, 200, "UP");
    }
  }

  private static void away(Client client, Store store, String name, int code, String status) {
    store.stop();
    try {
      awaitStatus(client, code, status);
      await().atMost(SOON).until(() -> !component(client, name).path("up").asBoolean(true));
      assertThat(component(client, name).path("reason").asText()).startsWith("does not answer");
      assertThat(client.get("/ops/health/ready").status()).isEqualTo(code);
    } finally {
      store.start();
    }
    awaitStatus(client, 200, "UP");
  }

  private static void awaitStatus(Client client, int code, String status) {
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              Client.Answer answer = client.get("/ops/health/ready");
              assertThat(answer.status()).isEqualTo(code);
              assertThat(answer.data().path("status").asText())
                  .as(answer.body().toPrettyString())
                  .isEqualTo(status);
            });
  }

  private static JsonNode component(Client client, String name) {
    return StreamSupport.stream(
            client.get("/ops/health/ready").data().path("components").spliterator(), false)
        .filter(component -> component.path("name").asText().equals(name))
        .findAny()
        .orElseThrow();
  }
}
