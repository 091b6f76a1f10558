package io.floodgate.fault;

import static io.floodgate.server.Crowd.outcomes;
import static org.assertj.core.api.Assertions.assertThat;

import io.floodgate.server.Client;
import io.floodgate.server.Crowd;
import io.floodgate.server.Line;
import io.floodgate.server.Request;
import io.floodgate.server.TestServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LeakIT {

  private static final int AT_ONCE = 200;

  @Test
  void tenThousandTransactionsThatEndBadlyKeepNoConnection() {
    try (TestServer server =
        TestServer.start(Map.of("FLOODGATE_RUNTIME_EVENT_LOOPS", "2"))
            .with(AT_ONCE, 1_000_000, 2, 10)) {
      server
          .database()
          .execute("ALTER TABLE orders ADD CONSTRAINT poison CHECK (user_id <> 1) NOT VALID");

      for (int round = 0; round < 50; round++) {
        List<Client.Answer> answers = Crowd.of(AT_ONCE, i -> bad(i).sendTo(server.client()));
        assertThat(outcomes(answers))
            .isEqualTo(
                Map.of(
                    "404 PRODUCT_NOT_FOUND", AT_ONCE * 9L / 10,
                    "409 OUT_OF_STOCK", AT_ONCE / 20L,
                    "500 INTERNAL", AT_ONCE / 20L));
      }

      assertThat(server.database().sessions("%"))
          .isBetween(1L, (long) PostgresAwayIT.MOST_SESSIONS);
      assertThat(server.database().sessions("idle in transaction%")).isZero();
      Client.Answer good = Request.order(2, Line.of(1)).sendTo(server.client()).join();
      assertThat(good.status()).isEqualTo(201);
      assertThat(server.number("SELECT count(*) FROM orders")).isEqualTo(1);
      server.assertInvariantsHold();
    }
  }

  private static Request bad(int i) {
    return switch (i % 20) {
      case 0 -> Request.order(1, Line.of(1)); // which the database rejects
      case 1 -> Request.order(i, new Line(2, 11)); // which the rules refuse
      default -> Request.restock(3, 1); // whose transaction is rolled back
    };
  }
}
