package io.floodgate.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.floodgate.kafka.Topic;
import io.floodgate.metrics.Scrape;
import io.floodgate.outbox.Aggregate;
import io.floodgate.server.Database;
import io.floodgate.server.Shop;
import io.floodgate.server.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A shop that sells while the platform is dead, and a platform that has it all in the end. */
class DeadPlatformIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path folder;

  @Test
  void ordersGoOnWhileThePlatformHangsAndItHearsOfEachOnceItAnswers() {
    Database database = Database.freshWithKafka();
    try (Platform platform = new Platform(Certificate.of(folder, "dns:localhost"));
        TestServer server = TestServer.on(database.endpoints(), variables(platform))) {
      server.with(3, 1_000_000, 3, 100);
      Shop shop = new Shop(server);
      platform.hangs();
      await().atMost(PATIENCE).until(() -> platform.posts().size() >= 2);

      for (int i = 0; i < 30; i++) {
        long begin = System.nanoTime();
        var order = shop.buy(1 + i % 3, Shop.line(1 + i % 3, 1));
        if (i % 3 == 0) {
          shop.refund(order);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(2));
      }
      assertThat(platform.accepted()).isEmpty();
      platform.accepts();

      Set<String> committed =
          Set.copyOf(
              database.texts(
                  "SELECT concat_ws('-', aggregate, aggregate_id, version) FROM outbox"));
      assertThat(committed).hasSizeGreaterThan(90);
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(platform.accepted().keySet()).containsAll(committed));
      assertThat(inKafka(database)).containsAll(platform.accepted().keySet());
      assertThat(platform.posts()).allMatch(Platform.Post::isSigned);
      Scrape metrics = Scrape.of(server.port());
      String posts = "floodgate_webhook_posts_total";
      assertThat(metrics.value(posts, "outcome", "failed")).isPositive();
      assertThat(metrics.value(posts, "outcome", "accepted")).isPositive();
      server.assertInvariantsHold();
    }
  }

  private static Set<String> inKafka(Database database) {
    Set<String> ids = new HashSet<>();
    Stream.of(Aggregate.values())
        .map(Aggregate::topic)
        .distinct()
        .flatMap(topic -> new Topic(database.endpoints(), topic).all().stream())
        .forEach(message -> ids.add(message.headers().get("ce_id")));
    return ids;
  }

  private static Map<String, String> variables(Platform platform) {
    return Map.of(
        "FLOODGATE_WEBHOOK_URL", platform.url(),
        "FLOODGATE_WEBHOOK_SECRET", Platform.SECRET,
        "FLOODGATE_WEBHOOK_CA_FILE", platform.caFile(),
        "FLOODGATE_WEBHOOK_ALLOW_PRIVATE", "true",
        "FLOODGATE_WEBHOOK_TIMEOUT", "500ms",
        "FLOODGATE_WEBHOOK_ATTEMPTS", "1000",
        "FLOODGATE_WEBHOOK_BREAKER_PAUSE", "200ms",
        "FLOODGATE_KAFKA_PROBE_INTERVAL", "100ms");
  }
}
