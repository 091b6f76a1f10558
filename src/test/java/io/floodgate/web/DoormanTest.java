package io.floodgate.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.floodgate.order.OrderAsk.GetOrder;
import io.vertx.core.Promise;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a client meets while a node starts and stops. */
class DoormanTest {

  private static final String ORDER =
      "{\"userId\":1,\"orderProducts\":[{\"productId\":3,\"quantity\":2}]}";
  private static final String READ = "GET /api/v1/products/3 HTTP/1.1\r\nHost: x\r\n\r\n";

  @Test
  void beforeItServesANodeTellsHowFarItIsAndNothingElse() {
    try (TestServer server = TestServer.starting()) {
      server.health.life().todo(List.of("migrations", "coupons"));
      server.health.life().stepDone();

      HttpResponse<String> startup = server.get("/ops/health/startup");
      assertThat(startup.statusCode()).isEqualTo(503);
      assertThat(startup.body()).contains("{\"started\":false,\"todo\":[\"coupons\"]}");
      assertThat(server.get("/ops/health/ready").body()).contains("\"status\":\"STARTING\"");
      assertThat(server.get("/ops/health/live").statusCode()).isEqualTo(200);
      for (String path : new String[] {"/api/v1/products/3", "/docs", "/ops/invariants", "/"}) {
        HttpResponse<String> refused = server.get(path);
        assertThat(refused.statusCode()).as(path).isEqualTo(503);
        assertThat(refused.headers().firstValue("retry-after")).isPresent();
      }
      assertThat(server.post("/api/v1/orders", ORDER).statusCode()).isEqualTo(503);
      assertThat(server.received).isEmpty();

      server.health.life().serve();
      assertThat(server.post("/api/v1/orders", ORDER).statusCode()).isEqualTo(201);
      assertThat(server.get("/ops/health/startup").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aNodeThatWasToldToStopIsNotReadyAndAnswersTheLastRequestOfEachConnection() {
    try (TestServer server = TestServer.start();
        RawClient client = new RawClient(server.port())) {
      RawClient.Answer before = client.send(READ).read();
      assertThat(before.status()).isEqualTo(200);
      assertThat(before.head()).doesNotContain("connection: close");

      server.health.life().stop();
      HttpResponse<String> ready = server.get("/ops/health/ready");
      assertThat(ready.statusCode()).isEqualTo(503);
      assertThat(ready.body()).contains("\"ready\":false,\"status\":\"STOPPING\"");

      RawClient.Answer last = client.send(READ).read();
      assertThat(last.status()).isEqualTo(200);
      assertThat(last.head()).contains("connection: close");
      assertThat(client.isClosedByServer()).isTrue();
      HttpResponse<String> another = server.post("/api/v1/orders", ORDER);
      assertThat(another.statusCode()).isEqualTo(201);
      assertThat(another.headers().firstValue("connection")).contains("close");
    }
  }

  @Test
  void whatIsUnderWayOnAConnectionThatClosesIsAnswered() {
    Promise<Object> slow = Promise.promise();
    try (TestServer server = TestServer.start()) {
      server.health.life().stop();
      server.instead = _ -> slow.future();
      CompletableFuture<HttpResponse<String>> underWay =
          server.client.sendAsync(server.to("/api/v1/orders/77").build(), BodyHandlers.ofString());
      await().until(() -> server.received.size() == 1);
      slow.complete(Stubs.answer(new GetOrder(null, null)));
      assertThat(underWay.join().statusCode()).isEqualTo(200);
    }
  }
}
