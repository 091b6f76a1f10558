package io.floodgate.fault;

import static io.floodgate.server.Crowd.outcomes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.floodgate.server.Client;
import io.floodgate.server.Crowd;
import io.floodgate.server.Database;
import io.floodgate.server.Line;
import io.floodgate.server.Request;
import io.floodgate.server.TestServer;
import io.floodgate.stack.Sql;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Somebody else holds the row of a product that many want. */
class HeldLockIT {

  private static final int HELD = 1;
  private static final int FREE = 2;

  @Test
  void aLockTimeoutRefusesWhatWaitsAndLeavesNothingHalfDone() {
    try (TestServer server = start("FLOODGATE_POSTGRES_LOCK_TIMEOUT", "300ms")) {
      List<Client.Answer> answers;
      try (Sql.Held _ = server.database().holdProduct(HELD)) {
        answers =
            Crowd.of(
                200, i -> Request.order(i, Line.of(FREE), Line.of(HELD)).sendTo(server.client()));

        Client.Answer neighbour = Request.order(1, Line.of(FREE)).sendTo(server.client()).join();
        assertThat(neighbour.status()).isEqualTo(201);
      }
      assertThat(outcomes(answers).keySet()).containsOnly("503 UNAVAILABLE");
      assertThat(answers).allSatisfy(answer -> assertThat(answer.retryAfter()).isPresent());
      assertThat(server.number("SELECT count(*) FROM orders")).isEqualTo(1);
      assertThat(server.number("SELECT stock FROM product WHERE id = " + HELD)).isEqualTo(1_000);

      Client.Answer after = Request.order(1, Line.of(HELD)).sendTo(server.client()).join();
      assertThat(after.status()).isEqualTo(201);
      server.assertInvariantsHold();
    }
  }

  @Test
  void ordersForOtherProductsOfTheLaneGetThroughWhileTheFloodForTheHeldOneGoesOn() {
    try (TestServer server = start("FLOODGATE_POSTGRES_LOCK_TIMEOUT", "200ms")) {
      try (Sql.Held _ = server.database().holdProduct(HELD);
          Load flood =
              Load.start(server.client(), 100, i -> Request.order(1 + i % 200, Line.of(HELD)));
          Load others =
              Load.start(server.client(), 100, i -> Request.order(1 + i % 200, Line.of(FREE)))) {
        await()
            .atMost(Duration.ofSeconds(20))
            .until(() -> others.succeeded() > 500 && flood.attempts().size() > 500);
        assertThat(Truth.outcomes(flood.stop()).keySet()).containsOnly("503 UNAVAILABLE");
        assertThat(Truth.outcomes(others.stop()).keySet()).containsOnly("201");
      }
      server.assertInvariantsHold();
    }
  }

  /**
   * Whether a coupon is there is not known while somebody holds it: nobody is told that it is not.
   */
  @Test
  void aHeldCouponRefusesTheOrdersThatNameItAndNoOthers() {
    try (TestServer server = start("FLOODGATE_POSTGRES_LOCK_TIMEOUT", "200ms")) {
      Database database = server.database();
      Client client = server.client();
      Request.Coupon held = database.userCoupon(1);
      Request.Coupon free = database.userCoupon(2);
      Request.Coupon ordered = database.userCoupon(3);
      Client.Answer holder = Request.order(3, ordered, Line.of(FREE)).sendTo(client).join();
      List<Client.Answer> answers;
      try (Sql.Held _ =
          database.hold(
              "SELECT FROM user_coupon WHERE id IN (%d, %d) FOR UPDATE"
                  .formatted(held.userCouponId(), ordered.userCouponId()))) {
        answers =
            Crowd.of(
                200,
                i ->
                    switch (i % 4) {
                      case 0 -> Request.order(1, held, Line.of(FREE)).sendTo(client);
                      case 1 -> Request.cancel(holder.number("orderId")).sendTo(client);
                      case 2 -> Request.refund(holder.number("paymentId")).sendTo(client);
                      default -> Request.order(i, Line.of(FREE)).sendTo(client);
                    });
        assertThat(Request.order(2, free, Line.of(FREE)).sendTo(client).join().status())
            .isEqualTo(201);
      }
      assertThat(outcomes(answers)).isEqualTo(Map.of("503 UNAVAILABLE", 150L, "201", 50L));
      assertThat(Request.order(1, held, Line.of(FREE)).sendTo(client).join().status())
          .isEqualTo(201);
      assertThat(Request.cancel(holder.number("orderId")).sendTo(client).join().status())
          .isEqualTo(200);
      server.assertInvariantsHold();
    }
  }

  @Test
  void aFullLaneRefusesAtOnce() {
    // Nothing but the bound of the queue ends a wait while the test runs.
    try (TestServer server =
        start(
            "FLOODGATE_POSTGRES_LOCK_TIMEOUT", "10s",
            "FLOODGATE_HTTP_REQUEST_TIMEOUT", "30s",
            "FLOODGATE_COUPONS_PENDING_FOR", "31s",
            "FLOODGATE_ORDERS_BATCHING_QUEUE", "10",
            "FLOODGATE_ORDERS_BATCHING_BATCHES_UNDER_WAY", "1")) {
      List<CompletableFuture<Client.Answer>> orders;
      try (Sql.Held _ = server.database().holdProduct(HELD)) {
        orders =
            IntStream.rangeClosed(1, 200)
                .mapToObj(user -> Request.order(user, Line.of(HELD)).sendTo(server.client()))
                .toList();

        // One under way and ten that wait; all others have their answer while the lock is held.
        await()
            .atMost(Duration.ofSeconds(5))
            .until(() -> orders.stream().filter(CompletableFuture::isDone).count() == 189);
      }
      List<Client.Answer> answers = orders.stream().map(CompletableFuture::join).toList();
      assertThat(outcomes(answers)).isEqualTo(Map.of("201", 11L, "503 OVERLOADED", 189L));
      assertThat(answers)
          .filteredOn(answer -> answer.status() == 503)
          .allSatisfy(answer -> assertThat(answer.retryAfter()).isPresent());
      server.assertInvariantsHold();
    }
  }

  @Test
  void aRequestThatRunsOutOfTimeIsAnsweredThenAndMayBeRepeated() {
    int orders = 100;
    try (TestServer server =
        start(
            "FLOODGATE_HTTP_REQUEST_TIMEOUT",
            "400ms",
            "FLOODGATE_ADMISSION_TARGET_LATENCY",
            "200ms",
            "FLOODGATE_POSTGRES_POOL_TIMEOUT",
            "200ms")) {
      List<Client.Answer> answers;
      List<Client.Answer> impatient;
      try (Sql.Held _ = server.database().holdProduct(HELD)) {
        answers = Crowd.of(orders, user -> orderOnce(server, user));
        impatient = Crowd.of(orders, user -> orderOnce(server, user));
      }
      assertThat(outcomes(answers).keySet()).contains("504 UNKNOWN");
      assertThat(outcomes(answers).keySet()).isSubsetOf("504 UNKNOWN", "503 TIMED_OUT");
      assertThat(outcomes(impatient).keySet()).isSubsetOf("504 UNKNOWN", "503 TIMED_OUT");

      List<Client.Answer> retries =
          await()
              .atMost(Duration.ofSeconds(20))
              .until(
                  () -> Crowd.of(orders, user -> orderOnce(server, user)),
                  all -> all.stream().allMatch(Client.Answer::succeeded));

      assertThat(server.database().numbers("SELECT id FROM orders"))
          .containsExactlyInAnyOrderElementsOf(Crowd.numbers(retries, "orderId"));
      server.assertInvariantsHold();
    }
  }

  private static CompletableFuture<Client.Answer> orderOnce(TestServer server, int user) {
    return Request.order(user, Line.of(HELD)).sendTo(server.client(), "key-of-" + user);
  }

  /** With one lane, so that all orders meet in it. */
  private static TestServer start(String... variables) {
    Map<String, String> all = new HashMap<>(Map.of("FLOODGATE_ORDERS_BATCHING_LANES", "1"));
    for (int i = 0; i < variables.length; i += 2) {
      all.put(variables[i], variables[i + 1]);
    }
    return TestServer.start(all).with(200, 1_000_000, 2, 1_000);
  }
}
