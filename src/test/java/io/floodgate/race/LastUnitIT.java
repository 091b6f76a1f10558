package io.floodgate.race;

import static io.floodgate.server.Crowd.outcomes;
import static org.assertj.core.api.Assertions.assertThat;

import io.floodgate.server.Crowd;
import io.floodgate.server.Line;
import io.floodgate.server.Request;
import io.floodgate.server.TestServer;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LastUnitIT {

  @ParameterizedTest
  @CsvSource({"300, 1", "400, 150"})
  void sellsEachUnitToExactlyOneBuyer(int buyers, int stock) {
    try (TestServer server = TestServer.start().with(buyers, 1_000_000, 1, stock)) {
      var answers =
          Crowd.of(buyers, user -> Request.order(user, Line.of(1)).sendTo(server.client()));

      assertThat(outcomes(answers))
          .isEqualTo(Map.of("201", (long) stock, "409 OUT_OF_STOCK", (long) buyers - stock));
      assertThat(server.number("SELECT stock FROM product")).isZero();
      assertThat(server.number("SELECT count(*) FROM orders")).isEqualTo(stock);
      server.assertInvariantsHold();
    }
  }

  @ParameterizedTest
  @CsvSource({"40, 5, 300"})
  void sellsWhatRestocksBringInMeanwhileAndNoMore(int restocks, int units, int buyers) {
    try (TestServer server = TestServer.start().with(buyers, 1_000_000, 1, 1)) {
      var answers =
          Crowd.of(
              restocks + buyers,
              i ->
                  (i % 8 == 0 && i / 8 <= restocks
                          ? Request.restock(1, units)
                          : Request.order(i % buyers + 1, Line.of(1)))
                      .sendTo(server.client()));

      var sold = outcomes(answers).getOrDefault("201", 0L);
      assertThat(outcomes(answers)).containsEntry("200", (long) restocks);
      assertThat(outcomes(answers).keySet()).isSubsetOf("200", "201", "409 OUT_OF_STOCK");
      assertThat(server.number("SELECT stock FROM product")).isEqualTo(1 + restocks * units - sold);
      server.assertInvariantsHold();
    }
  }
}
