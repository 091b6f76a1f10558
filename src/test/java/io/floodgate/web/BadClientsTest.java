package io.floodgate.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.floodgate.config.Config;
import io.floodgate.order.OrderAsk.PlaceOrder;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that are slow, malformed, too large, or gone: refused cheaply, and nothing is done. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadClientsTest {

  private static final Duration READ_TIMEOUT = Duration.ofMillis(300);
  private static final String ORDER =
      "{\"userId\":1,\"orderProducts\":[{\"productId\":3,\"quantity\":2}]}";
  private static final String JSON_POST =
      "POST /api/v1/orders HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";

  private TestServer server;

  @BeforeAll
  void start() {
    server = TestServer.start(http -> limits(http, READ_TIMEOUT, http.idleTimeout()));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @AfterEach
  void nothingIsLeftBehind() {
    await().until(() -> server.web.openConnections() == 0);
    await().until(() -> server.web.admission().heldBytes() == 0);
    assertThat(server.web.requestsUnderWay()).isZero();
    server.received.clear();
  }

  @Test
  void twentyRequestsInOnePacketGetTwentyAnswersInOrder() {
    StringBuilder packet = new StringBuilder();
    for (int user = 1; user <= 20; user++) {
      packet.append(
          post(
              "{\"userId\":%d,\"orderProducts\":[{\"productId\":3,\"quantity\":1}]}"
                  .formatted(user)));
    }
    try (RawClient client = new RawClient(server.port())) {
      client.send(packet.toString());
      for (int user = 1; user <= 20; user++) {
        RawClient.Answer answer = client.read();
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.body()).contains("\"userId\":" + user + ",");
      }
    }
    assertThat(server.received).hasSize(20);
  }

  @Test
  void aHeadThatDoesNotEndIsCutOff() {
    try (RawClient client = new RawClient(server.port())) {
      client.send("POST /api/v1/orders HTTP/1.1\r\nHost: x\r\nX-Slow: ");
      // A byte now and then is what an idle time-out alone would never notice.
      await()
          .pollInterval(Duration.ofMillis(50))
          .atMost(Duration.ofSeconds(5))
          .until(() -> !client.trySend("a") || server.web.openConnections() == 0);
      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  @Test
  void aBodyThatDoesNotEndIsAnswered408AndCutOff() {
    try (RawClient client = new RawClient(server.port())) {
      client.send(JSON_POST + "Content-Length: 100\r\n\r\n{\"userId\":");
      RawClient.Answer answer = client.read();
      assertThat(answer.status()).isEqualTo(408);
      assertThat(answer.head()).contains("connection: close");
      assertThat(answer.body()).contains("REQUEST_TIMEOUT");
      assertThat(client.isClosedByServer()).isTrue();
    }
    assertThat(server.received).isEmpty();
  }

  @Test
  void aSlowRequestAfterAQuickOneIsCutOffToo() {
    try (RawClient client = new RawClient(server.port())) {
      assertThat(client.send(post(ORDER)).read().status()).isEqualTo(201);
      client.send("POST /api/v1");
      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  @Test
  void aConnectionThatRestsBetweenRequestsIsLeftAlone() {
    try (RawClient client = new RawClient(server.port())) {
      assertThat(client.send(post(ORDER)).read().status()).isEqualTo(201);
      long rested = System.nanoTime();
      await()
          .atLeast(READ_TIMEOUT.multipliedBy(2))
          .until(() -> System.nanoTime() - rested > READ_TIMEOUT.multipliedBy(2).toNanos());
      assertThat(client.send(post(ORDER)).read().status()).isEqualTo(201);
    }
  }

  @Test
  void aBodyInManyPiecesIsReadWhole() {
    try (RawClient client = new RawClient(server.port())) {
      client.send(JSON_POST + "Transfer-Encoding: chunked\r\n\r\n");
      for (char c : ORDER.toCharArray()) {
        client.send("1\r\n" + c + "\r\n");
      }
      client.send("0\r\n\r\n");
      assertThat(client.read().status()).isEqualTo(201);
    }
    assertThat(server.received.remove().message()).isInstanceOf(PlaceOrder.class);
  }

  @Test
  void aBodyThatSaysItIsTooLargeIsNotRead() {
    try (RawClient client = new RawClient(server.port())) {
      client.send(JSON_POST + "Content-Length: 65537\r\n\r\n");
      assertTooLarge(client);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"99999999999999999999", "9223372036854775807"})
  void anAbsurdLengthIsRefused(String length) {
    try (RawClient client = new RawClient(server.port())) {
      client.send(JSON_POST + "Content-Length: " + length + "\r\n\r\n");
      assertThat(client.read().status()).isIn(400, 413);
      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  @Test
  void aBodyThatTurnsOutTooLargeIsCutOff() {
    try (RawClient client = new RawClient(server.port())) {
      client.send(JSON_POST + "Transfer-Encoding: chunked\r\n\r\n");
      String chunk = "1000\r\n" + " ".repeat(4096) + "\r\n";
      for (int i = 0; i < 17; i++) {
        client.send(chunk);
      }
      assertTooLarge(client);
    }
  }

  @Test
  void aBodyInPiecesThatMakeNoSenseIsCutOff() {
    try (RawClient client = new RawClient(server.port())) {
      client.send(JSON_POST + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n");
      assertThat(client.isClosedByServer()).isTrue();
    }
    assertThat(server.received).isEmpty();
  }

  @Test
  void theLargestBodyIsRead() {
    String padded = ORDER + " ".repeat(64 * 1024 - ORDER.length());
    try (RawClient client = new RawClient(server.port())) {
      assertThat(client.send(post(padded)).read().status()).isEqualTo(201);
      assertTooLarge(client.send(post(padded + " ")));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/json|201",
        "application/json; charset=utf-8|201",
        "Application/JSON;charset=\"UTF-8\"|201",
        "application/merge-patch+json|201",
        "text/plain|415",
        "application/json; charset=latin1|415",
        "application/x-www-form-urlencoded|415",
        "application/jsonp|415",
        "''|415"
      })
  void aBodyIsJsonAndSaysSo(String type, int status) {
    try (RawClient client = new RawClient(server.port())) {
      client.send(
          "POST /api/v1/orders HTTP/1.1\r\nHost: x\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s"
              .formatted(type, ORDER.length(), ORDER));
      assertThat(client.read().status()).isEqualTo(status);
    }
  }

  @Test
  void aClientThatWaitsToBeAskedIsAsked() {
    try (RawClient client = new RawClient(server.port())) {
      client.send(
          JSON_POST + "Expect: 100-continue\r\nContent-Length: " + ORDER.length() + "\r\n\r\n");
      assertThat(client.read().status()).isEqualTo(100);
      assertThat(client.send(ORDER).read().status()).isEqualTo(201);
    }
  }

  @Test
  void aClientThatWaitsToBeAskedIsNotAskedForTooMuch() {
    try (RawClient client = new RawClient(server.port())) {
      client.send(JSON_POST + "Expect: 100-continue\r\nContent-Length: 70000\r\n\r\n");
      assertTooLarge(client);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nonsense|400|INVALID_REQUEST",
        "GET /api/v1/products HTTP/1.1|400|INVALID_REQUEST",
        "GET /api/v1/products?q=%zz HTTP/1.1~Host: x|400|INVALID_REQUEST",
        "GET /%zz HTTP/1.1~Host: x|400|INVALID_REQUEST",
        "POST /api/v1/orders HTTP/1.1~Host: x~Content-Length: x|400|INVALID_REQUEST",
        "GET http:// HTTP/1.1~Host: x|404|ROUTE_NOT_FOUND"
      })
  void whatIsHardlyHttpIsAProblem(String head, int status, String error) {
    try (RawClient client = new RawClient(server.port())) {
      client.send(head.replace("~", "\r\n") + "\r\n\r\n");
      RawClient.Answer answer = client.read();
      assertThat(answer.body()).contains(error);
      assertThat(answer.status()).isEqualTo(status);
    }
  }

  @Test
  void linesAndHeadersAreBounded() {
    try (RawClient client = new RawClient(server.port())) {
      client.send("GET /" + "a".repeat(5_000) + " HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(client.read().status()).isEqualTo(414);
      assertThat(client.isClosedByServer()).isTrue();
    }
    try (RawClient client = new RawClient(server.port())) {
      client.send("GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + "a".repeat(20_000) + "\r\n\r\n");
      assertThat(client.read().status()).isEqualTo(431);
      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  @Test
  void aClientThatGoesInTheMiddleOfItsBodyHasDoneNothing() {
    try (RawClient client = new RawClient(server.port())) {
      client.send(JSON_POST + "Content-Length: 100\r\n\r\n{\"userId\":1");
      await().until(() -> server.web.admission().heldBytes() > 0);
    }
    await().until(() -> server.web.openConnections() == 0);
    assertThat(server.received).isEmpty();
  }

  /** Vert.x takes no further request while an answer waits to be written, so memory stays flat. */
  @Test
  void aClientThatNeverReadsItsAnswersIsCutOffOnceNothingMoves() {
    String many = "GET /openapi.yaml HTTP/1.1\r\nHost: x\r\n\r\n".repeat(2_000);
    Duration idle = Duration.ofSeconds(1);
    try (TestServer strict = TestServer.start(http -> limits(http, READ_TIMEOUT, idle));
        RawClient client = new RawClient(strict.port())) {
      Thread.ofVirtual().start(() -> client.trySend(many));
      await().until(() -> strict.web.openConnections() == 1);
      await().until(() -> strict.web.openConnections() == 0);
    }
  }

  private static void assertTooLarge(RawClient client) {
    RawClient.Answer answer = client.read();
    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.head()).contains("connection: close");
    assertThat(answer.body()).contains("PAYLOAD_TOO_LARGE");
    assertThat(client.isClosedByServer()).isTrue();
  }

  private static String post(String body) {
    return JSON_POST + "Content-Length: " + body.length() + "\r\n\r\n" + body;
  }

  private static Config.Http limits(Config.Http http, Duration read, Duration idle) {
    return new Config.Http(
        http.host(),
        http.port(),
        http.instances(),
        http.requestTimeout(),
        http.maxRequests(),
        http.maxConnections(),
        http.maxBody(),
        http.maxHeaders(),
        read,
        idle,
        http.stopDelay(),
        http.drainTimeout(),
        http.maxStreams(),
        http.streamInterval(),
        http.rankingStreamInterval(),
        http.streamHeartbeat());
  }
}
