package io.floodgate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.floodgate.json.Json;
import io.floodgate.local.Endpoints;
import io.floodgate.local.StackConfig;
import io.floodgate.redis.TestRedis;
import io.floodgate.server.Database;
import io.floodgate.server.Shop;
import io.floodgate.server.TestServer;
import io.vertx.redis.client.Command;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What Redis holds is built anew by hand. */
class RebuildIT {

  private static CommandLineRun rebuild(Endpoints endpoints, Map<String, String> more) {
    Map<String, String> variables = new HashMap<>(StackConfig.variables(endpoints));
    variables.putAll(more);
    return CommandLineRun.of(variables, "rebuild", "ranking");
  }

  @Test
  void readsItFromThePaymentsWhetherServersRunOrNot() {
    Database database = Database.fresh().with(1, 1_000_000, 3, 100);
    database.execute("UPDATE product SET price = 10");
    try (TestRedis redis = TestRedis.on(database.endpoints())) {
      try (TestServer server = TestServer.on(database.endpoints(), Map.of())) {
        Shop shop = new Shop(server);
        shop.buy(1, Shop.line(1, 2), Shop.line(2, 7));
        CommandLineRun first = rebuild(database.endpoints(), Map.of());
        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(first.out()).contains("the ranking was built");
        assertThat(sold(redis, 1)).isEqualTo(2);
        assertThat(sold(redis, 2)).isEqualTo(7);
        shop.buy(1, Shop.line(1, 3));
      }
      assertThat(rebuild(database.endpoints(), Map.of()).exitCode()).isZero();
      assertThat(sold(redis, 1)).isEqualTo(5);
      assertThat(redis.command(Command.EXISTS, redis.store().key("ranking:builder")).toInteger())
          .isZero();
    }
  }

  private static double sold(TestRedis redis, long product) {
    String daily = "ranking:daily:" + LocalDate.now(ZoneId.of("Asia/Seoul"));
    return redis
        .command(Command.ZSCORE, redis.store().key(daily), "%016d".formatted(product))
        .toDouble();
  }

  @Test
  void buildsTheGatesOfAllOpenCouponsWhereNoServerRuns() throws Exception {
    Database database = Database.fresh().with(5, 1_000, 0, 0);
    long one = database.coupon(5);
    long two = database.coupon(5);
    long over = database.coupon(5);
    database.execute(
        "UPDATE coupon SET issue_until = now() - interval '1 second' WHERE id = " + over);
    database.issue(one, 1);

    Program built = Program.run(database, "rebuild", "gates", "--json");

    assertThat(built.exitCode()).as(built.err()).isZero();
    JsonNode gates = Json.read(built.out(), JsonNode.class).path("gates");
    assertThat(gates.findValues("couponId"))
        .extracting(JsonNode::asLong)
        .containsExactlyInAnyOrder(one, two);
    assertThat(built.err())
        .contains("the gate of coupon " + one + " was built, epoch 1", "gates: 100 % (2 of 2)");
    assertThat(database.hasGate(one)).isTrue();
    assertThat(database.hasGate(two)).isTrue();
    assertThat(database.hasGate(over)).isFalse();

    CommandLineRun again = gates(database, Long.toString(one));
    assertThat(again.out()).contains("coupon " + one + ": epoch 2", "gates built: 1");
    CommandLineRun unknown = gates(database, Long.toString(over));
    assertThat(unknown.exitCode()).isEqualTo(1);
    assertThat(unknown.err())
        .contains(
            "coupon " + over + " has no gate: it does not exist, or its issue period is over");
  }

  @Test
  void whatTheGatesSayIsCheckedWithoutAServer() {
    Database database = Database.fresh().with(5, 1_000, 0, 0);
    long coupon = database.coupon(5);
    assertThat(check(database)).containsPattern("coupons.gate-is-the-truth +holds");
    gates(database);
    assertThat(check(database)).containsPattern("coupons.gate-is-the-truth +holds");

    database.issue(coupon, 3);
    assertThat(check(database))
        .containsPattern("coupons.gate-is-the-truth +BROKEN by 1")
        .contains("coupon %d: 1 users (such as [3]) issued a coupon".formatted(coupon));

    gates(database);
    assertThat(check(database)).containsPattern("coupons.gate-is-the-truth +holds");
  }

  private static CommandLineRun gates(Database database, String... coupons) {
    return CommandLineRun.of(
        StackConfig.variables(database.endpoints()),
        Stream.concat(Stream.of("rebuild", "gates"), Stream.of(coupons)).toArray(String[]::new));
  }

  private static String check(Database database) {
    return CommandLineRun.of(StackConfig.variables(database.endpoints()), "check", "--quiet").out();
  }

  @Test
  void saysWhatIsWrongInsteadOfBuilding() {
    Database database = Database.fresh();
    Endpoints here = database.endpoints();
    Endpoints away =
        new Endpoints(
            here.postgres(),
            new Endpoints.Redis("127.0.0.1", 1, here.redis().keyPrefix()),
            here.kafka(),
            here.http());
    CommandLineRun refused = rebuild(away, Map.of());
    assertThat(refused.exitCode()).isEqualTo(3);
    assertThat(refused.err()).isEqualToIgnoringNewLines("Redis at 127.0.0.1:1 does not answer");

    try (TestRedis redis = TestRedis.on(here)) {
      redis.command(Command.SET, redis.store().key("ranking:builder"), "somebody", "PX", 60_000);
      CommandLineRun late =
          rebuild(
              here,
              Map.of(
                  "FLOODGATE_RANKING_QUERY_TIMEOUT", "1s",
                  "FLOODGATE_RANKING_REBUILD_CLAIM", "100ms"));
      assertThat(late.exitCode()).isEqualTo(1);
      assertThat(late.err()).contains("another node builds the ranking, and does not end");
    }
  }
}
