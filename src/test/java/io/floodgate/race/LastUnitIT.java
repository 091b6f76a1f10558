package io.floodgate.race;

import static org.assertj.core.api.Assertions.assertThat;

import io.floodgate.server.Client;
import io.floodgate.server.TestServer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LastUnitIT {

  @Test
  void sellsTheLastUnitToExactlyOneOfThreeHundredBuyers() {
    try (TestServer server = TestServer.start().with(300, 1_000_000, 1, 1)) {
      List<CompletableFuture<Client.Answer>> orders =
          IntStream.rangeClosed(1, 300)
              .mapToObj(
                  user ->
                      server
                          .client()
                          .postAsync(
                              "/api/v1/orders",
                              """
                              {"userId":%d,"orderProducts":[{"productId":1,"quantity":1}]}\
                              """
                                  .formatted(user)))
              .toList();
      List<Client.Answer> answers = orders.stream().map(CompletableFuture::join).toList();

      assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(1);
      assertThat(answers)
          .filteredOn(answer -> answer.status() != 201)
          .allSatisfy(
              answer -> {
                assertThat(answer.status()).isEqualTo(409);
                assertThat(answer.error()).isEqualTo("OUT_OF_STOCK");
              });
      assertThat(server.number("SELECT stock FROM product")).isZero();
      assertThat(server.number("SELECT count(*) FROM orders")).isEqualTo(1);
      server.assertInvariantsHold();
    }
  }
}
