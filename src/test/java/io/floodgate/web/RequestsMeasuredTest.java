package io.floodgate.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.floodgate.base.CommonFailure;
import io.floodgate.base.Failure;
import io.floodgate.web.Requests.Measured;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the web tells of each request to whoever measures it. */
class RequestsMeasuredTest extends OneServer {

  private static final String ORDER =
      "{\"userId\":1,\"orderProducts\":[{\"productId\":3,\"quantity\":2}]}";

  @BeforeEach
  void forgetMeasured() {
    server.requests.measured.clear();
  }

  @Test
  void eachRequestIsMeasuredOnceByItsRouteAndStatus() {
    server.get("/api/v1/orders/77");
    server.post("/api/v1/orders", ORDER);
    server.get("/api/v1/orders/nonsense");
    server.instead = _ -> Future.failedFuture(Failure.of(CommonFailure.UNAVAILABLE));
    server.get("/api/v1/users/5/points");

    assertThat(all())
        .containsExactly(
            "GET /api/v1/orders/{orderId} 200",
            "POST /api/v1/orders 201",
            "GET /api/v1/orders/{orderId} 400",
            "GET /api/v1/users/{userId}/points 503");
  }

  @Test
  void whatFitsNoRouteIsNeverALabel() {
    server.get("/api/v1/nowhere/17");
    server.get("/wp-login.php");
    server.send(server.to("/api/v1/orders/1").method("BREW", BodyPublishers.noBody()));
    server.send(server.to("/api/v1/orders/1").DELETE());

    assertThat(all())
        .containsExactly(
            "any unknown 404", "any unknown 404", "any unknown 405", "any unknown 405");
  }

  @Test
  void constantAnswersAreMeasuredToo() {
    server.get("/ops/health/live");
    server.get("/ops/metrics");

    await().until(() -> server.requests.measured.size() == 2);
    assertThat(all()).containsExactly("GET /ops/health/live 200", "GET /ops/metrics 200");
  }

  @Test
  void theTimeIsThatOfTheAnswer() {
    Promise<Object> answer = Promise.promise();
    server.instead = _ -> answer.future();
    var asked = server.postLater("/api/v1/orders", ORDER);
    await().until(() -> !server.received.isEmpty());
    long reachedNanos = System.nanoTime();
    await().until(() -> System.nanoTime() - reachedNanos > Duration.ofMillis(50).toNanos());
    answer.fail(Failure.of(CommonFailure.UNAVAILABLE));
    asked.join();

    assertThat(server.requests.measured).hasSize(1);
    assertThat(server.requests.measured.peek().nanos())
        .isBetween(Duration.ofMillis(50).toNanos(), Duration.ofSeconds(10).toNanos());
  }

  @Test
  void aClientThatHasGoneIsMeasuredAsGone() {
    Promise<Object> answer = Promise.promise();
    server.instead = _ -> answer.future();
    int others = server.web.openConnections();
    try (RawClient client = new RawClient(server.port())) {
      client.send("GET /api/v1/orders/77 HTTP/1.1\r\nHost: x\r\n\r\n");
      await().until(() -> !server.received.isEmpty());
    }
    await().until(() -> server.web.openConnections() <= others);
    answer.fail(Failure.of(CommonFailure.UNAVAILABLE));

    await().until(() -> !server.requests.measured.isEmpty());
    assertThat(all()).containsExactly("GET /api/v1/orders/{orderId} 0");
  }

  private List<String> all() {
    return server.requests.measured.stream().map(RequestsMeasuredTest::line).toList();
  }

  private static String line(Measured one) {
    return one.method() + ' ' + one.route() + ' ' + one.status();
  }
}
