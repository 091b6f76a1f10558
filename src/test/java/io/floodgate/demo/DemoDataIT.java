package io.floodgate.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.floodgate.server.Client;
import io.floodgate.server.TestServer;
import io.floodgate.stack.Sql;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DemoDataIT {

  private static TestServer server;

  @BeforeAll
  static void loadTwice() {
    server = TestServer.start().with(10, 1_000, 12, 50).with(5, 2_000, 3, 0).with(0, 0, 0, 0);
  }

  @AfterAll
  static void close() {
    server.close();
  }

  private static JsonNode get(String path) {
    Client.Answer answer = server.client().get(path);
    assertThat(answer.status()).as(path).isEqualTo(200);
    return answer.data();
  }

  @Test
  void isWhatWasAskedFor() {
    assertThat(server.number("SELECT count(*) FROM users")).isEqualTo(15);
    assertThat(server.number("SELECT count(*) FROM product")).isEqualTo(15);
    assertThat(get("/api/v1/users/10/points").path("balance").asLong()).isEqualTo(1_000);
    assertThat(get("/api/v1/users/11/points").path("balance").asLong()).isEqualTo(2_000);
    assertThat(get("/api/v1/products/12").path("stock").asLong()).isEqualTo(50);
    assertThat(get("/api/v1/products/13").path("status").asText()).isEqualTo("SOLD_OUT");
  }

  @Test
  void costsFromAThousandToFiftyThousand() {
    assertThat(server.number("SELECT min(price) FROM product")).isGreaterThanOrEqualTo(1_000);
    assertThat(server.number("SELECT max(price) FROM product")).isLessThanOrEqualTo(50_000);
    assertThat(server.number("SELECT count(DISTINCT price) FROM product")).isEqualTo(15);
  }

  @Test
  void holdsEveryInvariant() {
    server.assertInvariantsHold();
  }

  @Test
  void isFollowedByTheIdsThatTheServerGives() {
    Client.Answer made =
        server.client().post("/api/v1/products", "{\"name\":\"n\",\"price\":1,\"stock\":1}");

    assertThat(made.status()).isEqualTo(201);
    assertThat(made.data().path("productId").asLong()).isGreaterThan(15);
    assertThat(server.number("SELECT nextval(pg_get_serial_sequence('users', 'id'))"))
        .isEqualTo(16);
  }

  @Test
  void wasToldInTheWordsOfTheServer() throws Exception {
    assertThat(get("/api/v1/products/1")).isEqualTo(payload("PRODUCT", 1));
    assertThat(get("/api/v1/users/1/points/history").path("items").path(0))
        .isEqualTo(payload("POINT", 1).path("entry"));
  }

  private static JsonNode payload(String aggregate, long id) throws Exception {
    JsonNode payload =
        new ObjectMapper()
            .readTree(
                Sql.on(server.endpoints())
                    .text(
                        "SELECT payload FROM outbox WHERE aggregate = '%s' AND aggregate_id = %d"
                            .formatted(aggregate, id)));
    payload.findParents("createdAt").forEach(DemoDataIT::withTimeAsJavaWritesIt);
    return payload;
  }

  /** PostgreSQL leaves out the zeros at the end of a fraction, Java does so three at a time. */
  private static void withTimeAsJavaWritesIt(JsonNode told) {
    String time = Instant.parse(told.get("createdAt").asText()).toString();
    ((ObjectNode) told).put("createdAt", time);
  }
}
