package io.floodgate.race;

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
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LatePaymentIT {

  /**
   * Whoever guesses the id of a payment before it is committed must not have it refunded from an
   * order that the batch has read and not locked: another refund could do the same.
   */
  @Test
  void aPaymentThatIsCommittedWhileItsRefundWaitsForAnotherOrderIsNotRefundedUnlocked() {
    try (TestServer server =
        TestServer.start(
                Map.of(
                    "FLOODGATE_POSTGRES_LOCK_TIMEOUT", "10s",
                    "FLOODGATE_HTTP_REQUEST_TIMEOUT", "30s",
                    "FLOODGATE_COUPONS_PENDING_FOR", "31s",
                    "FLOODGATE_ORDERS_BATCHING_LANES", "1",
                    "FLOODGATE_ORDERS_BATCHING_BATCHES_UNDER_WAY", "1"))
            .with(1, 1_000_000, 1, 10)) {
      Database database = server.database();
      Client client = server.client();
      long other = Request.order(1, Line.of(1)).sendTo(client).join().number("orderId");
      Client.Answer paid = Request.order(1, Line.of(1)).sendTo(client).join();
      long payment = paid.number("paymentId");
      database.execute("CREATE TABLE uncommitted AS SELECT * FROM payment WHERE id = " + payment);
      database.execute("DELETE FROM payment WHERE id = " + payment);

      CompletableFuture<Client.Answer> refund;
      try (Sql.Held _ = database.hold("SELECT FROM orders WHERE id = " + other + " FOR UPDATE")) {
        CompletableFuture<Client.Answer> placed;
        try (Sql.Held _ = database.holdProduct(1)) {
          placed = Request.order(1, Line.of(1)).sendTo(client);
          await().atMost(Duration.ofSeconds(5)).until(() -> database.waiting() == 1);
          // These two share the batch after it.
          Request.cancel(other).sendTo(client);
          refund = Request.refund(payment).sendTo(client);
          Crowd.of(20, i -> client.sendAsync("GET", "/ops/health/live", null)); // they are read
        }
        placed.join();
        await().atMost(Duration.ofSeconds(5)).until(() -> database.waiting() == 1);
        database.execute("INSERT INTO payment SELECT * FROM uncommitted");
      }

      assertThat(refund.join().status()).isEqualTo(404);
      Client.Answer retry = Request.refund(payment).sendTo(client).join();
      assertThat(retry.status()).isEqualTo(201);
      server.assertInvariantsHold();
    }
  }
}
