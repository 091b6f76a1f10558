package io.floodgate.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.floodgate.server.Client;
import io.floodgate.server.Line;
import io.floodgate.server.Request;
import io.floodgate.server.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** More orders than the server takes on, whether it keeps up or not. */
class OverloadIT {

  private static final int USERS = 1_000;
  private static final int PER_SECOND = 2_000;
  private static final int BEGUN = 20;

  /** So few places that any machine is overloaded, and the limit has nothing to adapt. */
  private static final Map<String, String> SMALL =
      Map.of("FLOODGATE_HTTP_MAX_REQUESTS", "20", "FLOODGATE_ORDERS_BATCHING_MAX_BATCH", "2");

  @Test
  void whatIsTakenOnIsCarriedAndTheRestIsRefused() {
    try (TestServer server = TestServer.start(SMALL).with(USERS, 1_000_000, 10, 1_000_000)) {
      Client client = server.client();
      List<Long> begun =
          LongStream.rangeClosed(1, BEGUN)
              .map(
                  user ->
                      Request.unpaidOrder(user, Line.of(1)).sendTo(client).join().number("orderId"))
              .boxed()
              .toList();
      List<Load.Attempt> attempts;
      List<Long> whenPaid = new ArrayList<>();
      try (Load load = Load.start(client, PER_SECOND, this::order)) {
        for (long order : begun) {
          assertThat(client.post("/api/v1/orders/" + order + "/payments", "").status())
              .isEqualTo(201);
          assertThat(client.get("/ops/health/ready").status()).isEqualTo(200);
          whenPaid.add(load.succeeded());
        }
        attempts = load.stop();
      }

      assertThat(Truth.outcomes(attempts).keySet()).isEqualTo(Set.of("201", "503 OVERLOADED"));
      assertThat(whenPaid.getLast()).as("orders went on").isGreaterThan(whenPaid.getFirst());
      for (Load.Attempt attempt : attempts) {
        Client.Answer answer = attempt.answer().orElseThrow();
        assertThat(answer.succeeded() || answer.retryAfter().orElse("").matches("[1-3]")).isTrue();
        assertThat(attempt.took()).isLessThan(Duration.ofSeconds(5));
      }
      assertThat(order(0).sendTo(client).join().status()).as("afterwards").isEqualTo(201);
      server.assertInvariantsHold();
    }
  }

  private Request order(long number) {
    return Request.order(1 + number % USERS, Line.of(1 + number % 10));
  }
}
