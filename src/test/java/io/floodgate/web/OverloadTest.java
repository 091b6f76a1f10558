package io.floodgate.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.floodgate.base.Failure;
import io.floodgate.config.Config;
import io.floodgate.ops.OpsAsk;
import io.floodgate.order.OrderAsk.GetOrder;
import io.floodgate.product.ProductFailure;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** More than the node takes on. */
class OverloadTest {

  private static final String ORDER =
      "{\"userId\":1,\"orderProducts\":[{\"productId\":3,\"quantity\":2}]}";

  @Test
  void oneRequestTooManyIsRefusedAtOnceWithoutItsBody() {
    Promise<Object> slow = Promise.promise();
    try (TestServer server = TestServer.start(http -> limits(http, 2, 100))) {
      server.instead = _ -> slow.future();
      CompletableFuture<HttpResponse<String>> first = later(server);
      CompletableFuture<HttpResponse<String>> second = later(server);
      await().until(() -> server.received.size() == 2);

      try (RawClient client = new RawClient(server.port())) {
        client.send(
            "POST /api/v1/orders HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                + "Content-Length: 60000\r\n\r\n");
        RawClient.Answer refused = client.read();
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.head()).containsPattern("retry-after: [1-3]\r\n");
        assertThat(refused.body()).contains("\"error\":\"OVERLOADED\"").contains("traceId");
      }
      assertThat(server.get("/ops/health/live").statusCode()).isEqualTo(200);
      assertThat(server.received).hasSize(2);

      server.instead = null;
      slow.complete(Stubs.answer(new GetOrder(null, null)));
      assertThat(first.join().statusCode()).isEqualTo(200);
      assertThat(second.join().statusCode()).isEqualTo(200);
      await().until(() -> server.web.requestsUnderWay() == 0);
      assertThat(server.get("/api/v1/orders/77").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void theLesserIsRefusedFirstAndWhatWasBegunCanBeFinished() {
    Promise<Object> slow = Promise.promise();
    try (TestServer server = TestServer.start(http -> limits(http, 10, 100))) {
      server.instead =
          ask ->
              ask instanceof OpsAsk<?> ops
                  ? Future.succeededFuture(Stubs.answer(ops))
                  : slow.future();
      hold(server, 7);
      assertRefused(server.get("/api/v1/products/3"));
      assertRefused(server.get("/api/v1/coupons/5/stream"));
      hold(server, 8);
      assertRefused(server.post("/api/v1/coupons/5/issue", "{\"userId\":1}"));
      hold(server, 9);
      assertRefused(server.post("/api/v1/orders", ORDER));
      assertRefused(server.post("/api/v1/users/1/points/charge", "{\"amount\":1}"));
      var cancelled = server.postLater("/api/v1/orders/77/cancel", "");
      await().until(() -> server.web.requestsUnderWay() == 10);
      assertRefused(server.post("/api/v1/payments/88/refunds", "{\"reason\":\"broken\"}"));
      assertThat(server.get("/ops/health/ready").statusCode()).isEqualTo(200);
      assertThat(server.get("/ops/health/live").statusCode()).isEqualTo(200);

      slow.fail(Failure.of(ProductFailure.OUT_OF_STOCK));
      assertThat(cancelled.join().statusCode()).isEqualTo(409);
      await().until(() -> server.web.requestsUnderWay() == 0);
      assertThat(server.web.requestLimit()).isEqualTo(10);
      assertThat(server.web.requestsAdmitted(Priority.ORDER)).isEqualTo(9);
      assertThat(server.web.requestsRefused(Priority.ORDER)).isEqualTo(2);
      assertThat(server.web.requestsRefused(Priority.READ)).isEqualTo(2);
      assertThat(server.web.requestsRefused(Priority.WATCHING)).isZero();
    }
  }

  @Test
  void aRefusedRequestsBodyIsPassedOverAndTheConnectionGoesOn() {
    Promise<Object> slow = Promise.promise();
    try (TestServer server = TestServer.start(http -> limits(http, 1, 100));
        RawClient client = new RawClient(server.port())) {
      server.instead = _ -> slow.future();
      hold(server, 1);
      String head =
          "POST /api/v1/orders HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
              + "Content-Length: ";
      for (int i = 0; i < 3; i++) {
        client.send(head + ORDER.length() + "\r\n\r\n" + ORDER);
        assertThat(client.read().status()).isEqualTo(503);
        client.send(head + ORDER.length() + "\r\n\r\n" + ORDER.substring(0, 9));
        assertThat(client.read().status()).isEqualTo(503);
        client.send(ORDER.substring(9));
      }
      slow.fail(Failure.of(ProductFailure.OUT_OF_STOCK));
      await().until(() -> server.web.requestsUnderWay() == 0);
      server.instead = null;
      client.send(head + ORDER.length() + "\r\n\r\n" + ORDER);
      assertThat(client.read().status()).isEqualTo(201);
    }
  }

  @Test
  void aPlaceIsGivenBackWhateverComesOfARequest() {
    try (TestServer server = TestServer.start(http -> limits(http, 1, 100))) {
      server.instead =
          _ -> {
            throw new IllegalStateException("a door that throws");
          };
      assertThat(server.get("/api/v1/orders/77").statusCode()).isEqualTo(500);
      assertThat(server.get("/api/v1/orders/0").statusCode()).isEqualTo(400);
      server.instead = null;
      assertThat(server.get("/api/v1/orders/77").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aPlaceIsHeldAsLongAsTheWorkEvenIfTheClientHasGone() {
    Promise<Object> slow = Promise.promise();
    try (TestServer server = TestServer.start(http -> limits(http, 1, 100))) {
      server.instead = _ -> slow.future();
      try (RawClient client = new RawClient(server.port())) {
        client.send("GET /api/v1/orders/77 HTTP/1.1\r\nHost: x\r\n\r\n");
        await().until(() -> server.received.size() == 1);
      }
      await().until(() -> server.web.openConnections() == 0);
      assertThat(server.web.requestsUnderWay()).isEqualTo(1);
      slow.complete(Stubs.answer(new GetOrder(null, null)));
      await().until(() -> server.web.requestsUnderWay() == 0);
    }
  }

  @Test
  void oneConnectionTooManyIsClosedAtOnce() {
    try (TestServer server = TestServer.start(http -> limits(http, 10, 2));
        RawClient first = new RawClient(server.port());
        RawClient second = new RawClient(server.port())) {
      await().until(() -> server.web.openConnections() == 2);
      try (RawClient third = new RawClient(server.port())) {
        assertThat(third.isClosedByServer()).isTrue();
      }
      await().until(() -> server.web.openConnections() == 2);
      String live = "GET /ops/health/live HTTP/1.1\r\nHost: x\r\n\r\n";
      assertThat(first.send(live).read().status()).isEqualTo(200);
      assertThat(second.send(live).read().status()).isEqualTo(200);
    }
  }

  @Test
  void aStopLetsRequestsUnderWayFinish() {
    Promise<Object> slow = Promise.promise();
    try (TestServer server = TestServer.start()) {
      server.instead = _ -> slow.future();
      CompletableFuture<HttpResponse<String>> underWay = later(server);
      await().until(() -> server.received.size() == 1);
      var stopped = server.stopHttp();
      await()
          .untilAsserted(
              () -> assertThatThrownBy(() -> new RawClient(server.port()).close()).isNotNull());
      slow.complete(Stubs.answer(new GetOrder(null, null)));
      assertThat(underWay.join().statusCode()).isEqualTo(200);
      TestServer.await(stopped);
    }
  }

  /** Places orders until so many requests are under way. */
  private static void hold(TestServer server, int requests) {
    while (server.received.size() < requests) {
      int before = server.received.size();
      server.postLater("/api/v1/orders", ORDER);
      await().until(() -> server.received.size() > before);
    }
  }

  private static void assertRefused(HttpResponse<String> response) {
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.headers().firstValue("content-type")).contains("application/problem+json");
    assertThat(response.headers().firstValue("retry-after").orElseThrow()).matches("[1-3]");
    assertThat(response.body()).contains("\"error\":\"OVERLOADED\"");
  }

  private static CompletableFuture<HttpResponse<String>> later(TestServer server) {
    return server.client.sendAsync(server.to("/api/v1/orders/77").build(), BodyHandlers.ofString());
  }

  private static Config.Http limits(Config.Http http, int requests, int connections) {
    return new Config.Http(
        http.host(),
        http.port(),
        http.instances(),
        http.requestTimeout(),
        requests,
        connections,
        http.maxBody(),
        http.maxHeaders(),
        http.readTimeout(),
        http.idleTimeout(),
        http.stopDelay(),
        http.drainTimeout(),
        http.maxStreams(),
        http.streamInterval(),
        http.rankingStreamInterval(),
        http.streamHeartbeat());
  }
}
