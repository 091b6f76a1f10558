package io.floodgate.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.floodgate.redis.TestRedis;
import io.floodgate.server.Client;
import io.floodgate.server.Database;
import io.floodgate.server.Request;
import io.floodgate.server.ServerProcess;
import io.floodgate.server.TestServer;
import io.floodgate.stack.Sql;
import io.vertx.redis.client.Command;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Servers die between the gate and the commit, and between the commit and the answer. */
class CouponsKilledIT {

  private static final Duration HEALING = Duration.ofSeconds(30);

  /** What was admitted and never issued is free again after two seconds. */
  private static final Map<String, String> QUICK =
      Map.of(
          "FLOODGATE_HTTP_REQUEST_TIMEOUT", "1s",
          "FLOODGATE_POSTGRES_POOL_TIMEOUT", "1s",
          "FLOODGATE_COUPONS_PENDING_FOR", "2s",
          "FLOODGATE_COUPONS_GATE_INTERVAL", "200ms");

  @Test
  void keepsItsWordWhenItIsKilledUnderARushAgainAndAgain() {
    Database database = Database.fresh().with(20_000, 1, 0, 0);
    long coupon = database.coupon(1_000_000);
    try (ServerProcess server = ServerProcess.start(database, QUICK);
        Load load = Load.start(server.client(), 300, number -> Request.issue(coupon, 1 + number))) {
      for (int kills = 0; kills < 2; kills++) {
        long before = load.succeeded();
        await().atMost(HEALING).until(() -> load.succeeded() > before + 200);
        server.kill();
        server.start();
      }
      List<Load.Attempt> attempts = load.stop();

      assertThat(Truth.outcomes(attempts).keySet())
          .isSubsetOf("204", "no answer", "503 UNAVAILABLE", "503 TIMED_OUT", "504 UNKNOWN");
      Truth.assertTold(attempts, database);
      Truth.assertRetriesAreSafe(attempts, server.client(), database);
      server.client().assertInvariantsHold();
    }
  }

  @Test
  void thePlacesOfAKilledServerAreTakenByOthersWithinSeconds() {
    Database database = Database.fresh().with(200, 1, 0, 0);
    long coupon = database.coupon(50);
    Map<String, String> patient = new HashMap<>(QUICK);
    patient.put("FLOODGATE_POSTGRES_LOCK_TIMEOUT", "10s"); // else the places are given back
    try (TestRedis redis = TestRedis.on(database.endpoints());
        ServerProcess dying = ServerProcess.start(database, patient);
        TestServer other = TestServer.on(database.endpoints(), QUICK)) {
      await().atMost(HEALING).until(() -> count(redis, Command.EXISTS, coupon, "gate") == 1);
      try (Sql.Held _ = database.holdCoupon(coupon)) {
        for (long user = 1; user <= 50; user++) {
          Request.issue(coupon, user).sendTo(dying.client());
        }
        await().atMost(HEALING).until(() -> count(redis, Command.ZCARD, coupon, "pending") == 50);
        dying.kill();
      }
      assertThat(issue(other.client(), coupon, 199)).isEqualTo("409 COUPON_SOLD_OUT");
      assertThat(database.number("SELECT count(*) FROM user_coupon")).isZero();

      for (long user = 51; user <= 100; user++) {
        long asking = user;
        await()
            .atMost(Duration.ofSeconds(10))
            .until(() -> issue(other.client(), coupon, asking).equals("204"));
      }
      assertThat(issue(other.client(), coupon, 199)).isEqualTo("409 COUPON_SOLD_OUT");
      other.assertInvariantsHold();
    }
  }

  @Test
  void aServerThatHangsInARushAndWakesUpAgainIssuesNotOneTooMany() {
    Database database = Database.fresh().with(3_000, 1, 0, 0);
    long coupon = database.coupon(1_000);
    Map<String, String> quick = new HashMap<>(QUICK);
    // What a hung server has locked, PostgreSQL takes from it.
    quick.put("FLOODGATE_POSTGRES_IDLE_IN_TRANSACTION_TIMEOUT", "500ms");
    try (ServerProcess hanging = ServerProcess.start(database, quick);
        TestServer other = TestServer.on(database.endpoints(), quick);
        Load load =
            Load.start(
                List.of(hanging.client(), other.client()),
                200,
                number -> Request.issue(coupon, 1 + number % 3_000))) {
      await().atMost(HEALING).until(() -> load.succeeded() > 100);
      hanging.pause();
      long paused = load.succeeded();
      await().atMost(HEALING).until(() -> load.succeeded() > paused + 100);
      hanging.resume();
      await().atMost(HEALING).until(() -> database.number("SELECT issued FROM coupon") == 1_000);
      load.stop();

      assertThat(database.number("SELECT count(*) FROM user_coupon")).isEqualTo(1_000);
      await()
          .atMost(HEALING)
          .untilAsserted(
              () ->
                  assertThat(issue(other.client(), coupon, 2_999))
                      .isIn("409 COUPON_SOLD_OUT", "409 COUPON_ALREADY_ISSUED"));
      other.assertInvariantsHold();
    }
  }

  private static long count(TestRedis redis, Command command, long coupon, String part) {
    return redis.command(command, redis.store().key("coupon:{" + coupon + "}:" + part)).toLong();
  }

  private static String issue(Client client, long coupon, long user) {
    return Request.issue(coupon, user).sendTo(client).join().outcome();
  }
}
