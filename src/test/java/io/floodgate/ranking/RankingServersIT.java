package io.floodgate.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.floodgate.server.Client;
import io.floodgate.server.Crowd;
import io.floodgate.server.Database;
import io.floodgate.server.Line;
import io.floodgate.server.Queue;
import io.floodgate.server.Request;
import io.floodgate.server.ServerProcess;
import io.floodgate.server.Shop;
import io.floodgate.server.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** From an order to the ranking through all of it: outbox, relay, Kafka, Redis, HTTP. */
class RankingServersIT {

  private static final Duration SOON = Duration.ofSeconds(30);

  private static List<String> top(Client client) {
    List<String> list = new ArrayList<>();
    JsonNode data = client.get("/api/v1/products/top?size=100&window=today").data();
    data.path("items")
        .forEach(item -> list.add(item.path("productId") + ":" + item.path("sold").asLong()));
    list.add(data.path("source").asText());
    return list;
  }

  private static List<String> truth(Database database) {
    List<String> list = new ArrayList<>(new Truth(database).list(Window.TODAY, "now()"));
    list.add("LIVE");
    return list;
  }

  private static Request anOrder(int number) {
    return Request.order(
        1 + number % 50, new Line(1 + number % 30, 1 + number % 4), new Line(1 + number % 7, 1));
  }

  @Test
  void anOrderCountsWithinASecondAndAKilledServerLosesAndRepeatsNothing() throws Exception {
    Database database = Database.freshWithKafka().with(50, 100_000_000, 30, 1_000_000);
    database.execute("UPDATE product SET price = 10");
    try (ServerProcess other = ServerProcess.start(database, Queue.QUICK);
        TestServer server = TestServer.on(database.endpoints(), Queue.QUICK)) {
      Client client = server.client();
      Shop shop = new Shop(server);
      shop.buy(1, Shop.line(30, 40));
      await().atMost(SOON).untilAsserted(() -> assertThat(top(client)).isEqualTo(truth(database)));
      shop.buy(1, Shop.line(30, 50));
      // A second is what is promised; a machine that is shared with others has three.
      await()
          .pollInterval(Duration.ofMillis(10))
          .atMost(Duration.ofSeconds(3))
          .untilAsserted(() -> assertThat(top(client)).startsWith("30:90"));

      List<CompletableFuture<Client.Answer>> lost = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        lost.add(anOrder(i).sendTo(other.client()));
      }
      CompletableFuture.anyOf(lost.toArray(CompletableFuture<?>[]::new)).join();
      other.kill();
      List<Client.Answer> answers = Crowd.of(200, i -> anOrder(i).sendTo(client));
      assertThat(Crowd.outcomes(answers)).containsOnlyKeys("201");
      await().atMost(SOON).untilAsserted(() -> assertThat(top(client)).isEqualTo(truth(database)));
      server.assertInvariantsHold();
    }
  }
}
