package io.floodgate.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.floodgate.local.Redis;
import io.floodgate.redis.TestRedis;
import io.floodgate.server.Client;
import io.floodgate.server.TestServer;
import io.floodgate.stack.Stack;
import io.vertx.redis.client.Command;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The gates among the invariants, as an operator asks for them. */
class GateInvariantIT {

  private static final Duration SOON = Duration.ofSeconds(10);

  private static JsonNode gates(Client.Answer report) {
    return StreamSupport.stream(report.data().path("invariants").spliterator(), false)
        .filter(invariant -> invariant.path("name").asText().equals(GateInvariant.NAME))
        .findFirst()
        .orElseThrow();
  }

  private static Client.Answer check(TestServer server) {
    return server.client().get("/ops/invariants");
  }

  private static void assertHolds(Client.Answer report) {
    assertThat(gates(report).path("violations").intValue()).isZero();
    assertThat(gates(report).has("notChecked")).isFalse();
  }

  @Test
  void whatWasNotCheckedBreaksNothing() {
    InvariantReport report = new InvariantReport(true, List.of(new Invariant("one", 0, List.of())));
    assertThat(report.with(Invariant.notChecked("two", "why")).holds()).isTrue();
    assertThat(report.with(new Invariant("two", 1, List.of("sample"))).holds()).isFalse();
  }

  @Test
  void isBrokenByAGateThatDiffersAndHoldsOnceItIsRepaired() {
    try (TestServer server = TestServer.start(Map.of("FLOODGATE_COUPONS_GATE_INTERVAL", "1m"));
        TestRedis redis = TestRedis.on(server.endpoints())) {
      long coupon = server.database().coupon(5);
      String members = redis.store().key("coupon:{" + coupon + "}:members");
      String gate = redis.store().key("coupon:{" + coupon + "}:gate");
      Client.Answer missing = check(server);
      assertThat(missing.status()).isEqualTo(503);
      assertThat(gates(missing).path("samples").get(0).asText())
          .isEqualTo("coupon " + coupon + ": there is no gate");
      await().atMost(SOON).until(() -> redis.command(Command.EXISTS, gate).toInteger() == 1);
      assertHolds(check(server));

      redis.command(Command.SADD, members, 777);
      Client.Answer broken = check(server);
      assertThat(broken.status()).isEqualTo(503);
      assertThat(broken.data().path("holds").booleanValue()).isFalse();
      assertThat(gates(broken).path("violations").intValue()).isEqualTo(1);
      assertThat(gates(broken).path("samples").get(0).asText())
          .isEqualTo(
              "coupon " + coupon + ": 1 users (such as [777]) at the gate, not issued a coupon");
      await().atMost(SOON).untilAsserted(() -> assertHolds(check(server)));
      assertThat(redis.command(Command.SCARD, members).toInteger()).isZero();
    }
  }

  @Test
  void saysThatItWasNotCheckedWhileRedisIsAway() {
    Redis redis = Stack.shared().embedded().redis();
    try (TestServer server = TestServer.start()) {
      server.database().coupon(5);
      redis.stop();

      Client.Answer report = check(server);
      assertThat(gates(report).path("notChecked").asText()).contains("Redis");
      assertThat(gates(report).path("violations").intValue()).isZero();

      redis.start();
      await().atMost(SOON).untilAsserted(() -> assertHolds(check(server)));
    } finally {
      redis.start();
    }
  }
}
