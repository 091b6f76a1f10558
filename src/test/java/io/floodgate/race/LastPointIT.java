package io.floodgate.race;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LastPointIT {

  private static final int ORDERS = 300;

  @ParameterizedTest
  @ValueSource(ints = {1, 40})
  void takesNoPointTwiceFromAUserWhoOrdersHundredsOfTimesAtOnce(int affordable) {
    try (TestServer server = TestServer.start().with(0, 0, 2, 1_000)) {
      server.database().execute("UPDATE product SET price = 1000");
      server.with(1, affordable * 1_000L + 999, 0, 0);

      // Both products, so that the orders meet from both lanes.
      List<Client.Answer> answers =
          Crowd.of(ORDERS, i -> Request.order(1, Line.of(1 + i % 2)).sendTo(server.client()));

      assertThat(outcomes(answers))
          .isEqualTo(
              Map.of(
                  "201", (long) affordable, "409 INSUFFICIENT_POINTS", (long) ORDERS - affordable));
      assertThat(server.number("SELECT balance FROM point_account")).isEqualTo(999);
      server.assertInvariantsHold();
    }
  }

  @Test
  void chargesUpToTheLimitAndNotOnePointFurther() {
    try (TestServer server =
        TestServer.start(Map.of("FLOODGATE_POINTS_MAX_BALANCE", "1000")).with(1, 5, 0, 0)) {
      List<Client.Answer> answers =
          Crowd.of(ORDERS, i -> Request.charge(1, 10).sendTo(server.client()));

      assertThat(outcomes(answers))
          .isEqualTo(Map.of("200", 99L, "409 POINT_LIMIT_EXCEEDED", ORDERS - 99L));
      assertThat(server.number("SELECT balance FROM point_account")).isEqualTo(995);
      server.assertInvariantsHold();
    }
  }

  @Test
  void losesNoPointWhenChargesAndOrdersOfOneUserMeet() {
    try (TestServer server = TestServer.start().with(1, 100_000, 1, 1_000)) {
      server.database().execute("UPDATE product SET price = 1000");

      List<Client.Answer> answers =
          Crowd.of(
              ORDERS,
              i ->
                  (i % 3 == 0 ? Request.charge(1, 700) : Request.order(1, Line.of(1)))
                      .sendTo(server.client()));

      long sold = outcomes(answers).getOrDefault("201", 0L);
      assertThat(outcomes(answers)).containsEntry("200", ORDERS / 3L);
      assertThat(sold).isBetween(100L, ORDERS * 2L / 3);
      assertThat(server.number("SELECT balance FROM point_account"))
          .isEqualTo(100_000 + ORDERS / 3 * 700 - sold * 1_000);
      server.assertInvariantsHold();
    }
  }
}
