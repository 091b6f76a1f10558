package io.floodgate.fault;

import static io.floodgate.server.Crowd.outcomes;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.floodgate.server.Client;
import io.floodgate.server.Crowd;
import io.floodgate.server.Database;
import io.floodgate.server.Line;
import io.floodgate.server.Request;
import io.floodgate.server.TestServer;
import io.floodgate.stack.Sql;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that do not stay to hear what became of their request. */
class GoneClientsIT {

  private static final int CLIENTS = 200;
  private static final String KEY_IN_USE = "409 IDEMPOTENCY_KEY_IN_USE";

  private TestServer server;
  private Database database;

  @BeforeEach
  void start() {
    server = TestServer.start().with(CLIENTS, 1_000_000, 1, 1_000);
    database = server.database();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void halfARequestDoesNothing() throws IOException {
    List<Socket> open = new ArrayList<>();
    for (int user = 1; user <= CLIENTS; user++) {
      byte[] request = orderOf(user);
      Socket socket = connect();
      // Anything from its first byte to all but its last.
      socket.getOutputStream().write(request, 0, 1 + (request.length - 2) * user / CLIENTS);
      if (user % 2 == 0) {
        socket.close();
      } else {
        open.add(socket);
      }
    }
    assertEveryoneElseIsServedAndOneOrderAUserComesOfIt();
    for (Socket socket : open) {
      socket.close();
    }
    server.assertInvariantsHold();
  }

  @Test
  void aWholeRequestHasItsEffectOnceThoughNobodyWaitsForTheAnswer() throws IOException {
    try (Sql.Held _ = database.holdProduct(1)) {
      for (int user = 1; user <= CLIENTS; user++) {
        try (Socket socket = connect()) {
          socket.getOutputStream().write(orderOf(user));
          if (user % 2 == 0) {
            socket.setSoLinger(true, 0); // a reset, not an orderly end
          }
        }
      }
    }
    // Those whose reset came before the request was read have no effect yet.
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> database.number("SELECT count(*) FROM orders") >= CLIENTS / 2);

    assertEveryoneElseIsServedAndOneOrderAUserComesOfIt();
    server.assertInvariantsHold();
  }

  @Test
  void twentyCopiesInOnePacketHaveOneEffect() throws IOException {
    int copies = 20;
    byte[] one = orderOf(1);
    byte[] all = new byte[one.length * copies];
    for (int i = 0; i < copies; i++) {
      System.arraycopy(one, 0, all, i * one.length, one.length);
    }
    try (Socket socket = connect()) {
      socket.getOutputStream().write(all);
      socket.setSoTimeout(10_000);
      try (Scanner answers = new Scanner(socket.getInputStream(), UTF_8)) {
        for (int i = 0; i < copies; i++) {
          assertThat(answers.findWithinHorizon("HTTP/1.1 \\d+", 0))
              .isIn("HTTP/1.1 201", "HTTP/1.1 409");
        }
      }
    }
    assertThat(database.number("SELECT count(*) FROM orders")).isEqualTo(1);
    server.assertInvariantsHold();
  }

  private void assertEveryoneElseIsServedAndOneOrderAUserComesOfIt() {
    // What nobody waits for may still be under way, and its key in use.
    List<Client.Answer> retries =
        await()
            .atMost(Duration.ofSeconds(10))
            .until(this::everyoneOnce, answers -> !outcomes(answers).containsKey(KEY_IN_USE));
    assertThat(outcomes(retries)).isEqualTo(Map.of("201", (long) CLIENTS));
    assertThat(database.numbers("SELECT id FROM orders"))
        .containsExactlyInAnyOrderElementsOf(Crowd.numbers(retries, "orderId"));
  }

  private List<Client.Answer> everyoneOnce() {
    return Crowd.of(
        CLIENTS, user -> Request.order(user, Line.of(1)).sendTo(server.client(), key(user)));
  }

  private Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), server.port());
  }

  private static byte[] orderOf(int user) {
    Request order = Request.order(user, Line.of(1));
    return """
    POST %s HTTP/1.1\r
    Host: localhost\r
    Content-Type: application/json\r
    Content-Length: %d\r
    Idempotency-Key: %s\r
    \r
    %s\
    """
        .formatted(order.path(), order.body().length(), key(user), order.body())
        .getBytes(UTF_8);
  }

  private static String key(int user) {
    return "key-of-" + user;
  }
}
