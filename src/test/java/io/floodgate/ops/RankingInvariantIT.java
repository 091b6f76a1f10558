package io.floodgate.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.floodgate.local.Redis;
import io.floodgate.redis.TestRedis;
import io.floodgate.server.Queue;
import io.floodgate.server.TestServer;
import io.floodgate.stack.Stack;
import io.vertx.redis.client.Command;
import java.time.Duration;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The ranking among the invariants, as an operator asks for them. */
class RankingInvariantIT {

  private static final Duration SOON = Duration.ofSeconds(20);

  private static JsonNode ranking(TestServer server) {
    return StreamSupport.stream(
            server.client().get("/ops/invariants").data().path("invariants").spliterator(), false)
        .filter(invariant -> invariant.path("name").asText().equals(RankingInvariant.NAME))
        .findFirst()
        .orElseThrow();
  }

  private static void awaitHolds(TestServer server) {
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              JsonNode invariant = ranking(server);
              assertThat(invariant.has("notChecked")).as(invariant.toString()).isFalse();
              assertThat(invariant.path("violations").intValue()).isZero();
            });
  }

  @Test
  void holdsUntilANumberIsWrongAndIsNotCheckedWhileRedisIsAway() {
    Redis store = Stack.shared().embedded().redis();
    try (TestServer server = TestServer.startWithKafka(Queue.QUICK);
        TestRedis redis = TestRedis.on(server.endpoints())) {
      awaitHolds(server);

      String window = redis.store().key("ranking:window:7d");
      redis.command(Command.ZINCRBY, window, 3, "%016d".formatted(17));
      JsonNode broken = ranking(server);
      assertThat(broken.path("violations").intValue()).isEqualTo(1);
      assertThat(broken.path("samples").get(0).asText())
          .isEqualTo("window 7d: 3 units of product 17 are counted, 0 were sold");
      redis.command(Command.DEL, window);
      awaitHolds(server);

      store.stop();
      assertThat(ranking(server).path("notChecked").asText()).contains("Redis");
      store.start();
      awaitHolds(server);
    } finally {
      store.start();
    }
  }

  @Test
  void holdsWhereNothingIsCountedSinceThereIsNoKafka() {
    try (TestServer server = TestServer.start()) {
      JsonNode invariant = ranking(server);
      assertThat(invariant.has("notChecked")).isFalse();
      assertThat(invariant.path("violations").intValue()).isZero();
    }
  }
}
