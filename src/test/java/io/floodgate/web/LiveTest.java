package io.floodgate.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LiveTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Test
  void anotherLoopTellsThatOneIsStuckUntilItTurnsAgain() {
    CountDownLatch free = new CountDownLatch(1);
    try (TestServer server = TestServer.watched(Duration.ofSeconds(1))) {
      server.instead =
          _ -> {
            holdThisLoop(free);
            throw new IllegalStateException("nobody waits for an answer");
          };
      server.postLater("/api/v1/orders/77/cancel", "");
      await().until(() -> !server.received.isEmpty());
      try {
        awaitLive(server, 503, "vert.x-eventloop-thread-");
      } finally {
        free.countDown();
      }
      awaitLive(server, 200, "\"status\":\"UP\"");
    }
  }

  private static void holdThisLoop(CountDownLatch until) {
    try {
      assertThat(until.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The connection may be one of the stuck loop: then no answer comes, and another is tried. */
  private static void awaitLive(TestServer server, int status, String said) {
    HttpRequest live =
        HttpRequest.newBuilder(server.uri("/ops/health/live"))
            .timeout(Duration.ofMillis(500))
            .build();
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(
            () -> {
              HttpResponse<String> answer = server.client.send(live, BodyHandlers.ofString());
              return answer.statusCode() == status && answer.body().contains(said);
            });
  }
}
