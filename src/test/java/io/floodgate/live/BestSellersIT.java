package io.floodgate.live;

import static io.floodgate.server.Shop.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.floodgate.server.Events;
import io.floodgate.server.Shop;
import io.floodgate.server.TestServer;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The whole way of a sale: order, outbox, Kafka, Redis, the node's ranking, a browser. */
class BestSellersIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Test
  void aSaleIsSeenByWhoeverWatches() {
    try (TestServer server =
        TestServer.startWithKafka(Map.of("FLOODGATE_KAFKA_PROBE_INTERVAL", "100ms"))
            .with(1, 1_000_000, 3, 1_000)) {
      server.database().execute("UPDATE product SET price = 1000");
      Shop shop = new Shop(server);
      await()
          .atMost(PATIENCE)
          .until(() -> server.client().get("/api/v1/products/top").status() == 200);
      try (Events watched = Events.of(server.port(), "/api/v1/products/top/stream?window=1h")) {
        JsonNode order = shop.buy(1, line(2, 5), line(3, 4));
        awaitNewest(watched, "2:5 3:4 ");
        shop.refund(order, line(2, 3));
        awaitNewest(watched, "3:4 2:2 ");
        assertThat(server.client().get("/api/v1/products/top?window=1h").data().path("items"))
            .isEqualTo(watched.data().getLast().path("items"));
      }
      server.assertInvariantsHold();
    }
  }

  /** Waits until the newest ranking that was told is this: products and how many were sold. */
  private static void awaitNewest(Events watched, String ranking) {
    await().atMost(PATIENCE).until(() -> newest(watched).equals(ranking));
  }

  private static String newest(Events watched) {
    StringBuilder text = new StringBuilder();
    if (!watched.data().isEmpty()) {
      for (JsonNode item : watched.data().getLast().path("items")) {
        text.append(item.path("productId")).append(':').append(item.path("sold")).append(' ');
      }
    }
    return text.toString();
  }
}
