package io.floodgate.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.floodgate.local.StackConfig;
import io.floodgate.server.Client;
import io.floodgate.server.Request;
import io.floodgate.server.TestServer;
import io.floodgate.stack.Sql;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DemoDataIT {

  private static TestServer server;

  @BeforeAll
  static void loadTwice() throws SQLException {
    server = TestServer.start();
    loadCoupons(); // while nobody is there to have one
    server.with(10, 1_000, 12, 50).with(5, 2_000, 3, 0).with(0, 0, 0, 0);
    loadCoupons();
  }

  private static void loadCoupons() throws SQLException {
    DemoData.loadCoupons(StackConfig.of(server.endpoints(), List.of(), Map.of()).postgres());
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
  void hasACouponThatIsOpenOneThatIsNotYetAndOneThatIsSoldOut() {
    assertThat(get("/api/v1/coupons").path("items").findValuesAsText("status"))
        .containsExactly("SOLD_OUT", "UPCOMING", "OPEN", "UPCOMING", "OPEN");
    assertThat(get("/api/v1/coupons/3").path("remaining").asLong()).isEqualTo(10_000_000);
    assertThat(get("/api/v1/coupons/3").at("/discount/maxDiscount").asLong()).isEqualTo(5_000);
    assertThat(get("/api/v1/users/15/coupons").at("/items/0/sequence").asLong()).isEqualTo(15);

    assertThat(issue(3)).isEqualTo("204");
    assertThat(issue(4)).isEqualTo("409 COUPON_NOT_IN_ISSUE_PERIOD");
    await().untilAsserted(() -> assertThat(issue(5)).isEqualTo("409 COUPON_ALREADY_ISSUED"));
  }

  private static String issue(long coupon) {
    return Request.issue(coupon, 1).sendTo(server.client()).join().outcome();
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
    assertThat(get("/api/v1/coupons/1")).isEqualTo(payload("COUPON", 1));
    assertThat(get("/api/v1/coupons/4")).isEqualTo(payload("COUPON", 4));
    assertThat(get("/api/v1/users/15/coupons").at("/items/0/userCouponId"))
        .isEqualTo(payload("USER_COUPON", 5_000_015).path("userCouponId"));
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
    assertThat(((ObjectNode) payload).remove("schemaVersion").asInt()).isEqualTo(1);
    for (String time :
        List.of("createdAt", "issueFrom", "issueUntil", "validFrom", "validUntil", "issuedAt")) {
      payload.findParents(time).forEach(told -> withTimeAsJavaWritesIt(told, time));
    }
    return payload;
  }

  /** PostgreSQL leaves out the zeros at the end of a fraction, Java does so three at a time. */
  private static void withTimeAsJavaWritesIt(JsonNode told, String field) {
    String time = Instant.parse(told.get(field).asText()).toString();
    ((ObjectNode) told).put(field, time);
  }
}
