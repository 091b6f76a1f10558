package io.floodgate.coupon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.floodgate.server.Client;
import io.floodgate.server.Crowd;
import io.floodgate.server.Request;
import io.floodgate.server.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What administrators do with coupons, and what everyone reads of them. */
class CouponDeskIT {

  private static final String COUPONS = "/api/v1/coupons";

  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.start().with(30, 1_000, 0, 0);
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @BeforeEach
  void empty() {
    server
        .database()
        .execute(
            "TRUNCATE coupon, user_coupon, idempotency, audit;"
                + " DELETE FROM outbox WHERE aggregate IN ('COUPON', 'USER_COUPON')");
  }

  @Test
  void createsWhatIsDescribedAndTellsOfIt() {
    Client.Answer made =
        server.client().post(COUPONS, description("PERCENT", 10, 5), "Idempotency-Key", "k");

    assertThat(made.status()).as(made.body().toString()).isEqualTo(201);
    long id = made.number("couponId");
    assertThat(made.headers().firstValue("Location")).contains(COUPONS + "/" + id);
    assertThat(made.data().path("status").asText()).isEqualTo("OPEN");
    assertThat(made.data().path("remaining").asLong()).isEqualTo(5);
    assertThat(made.data().at("/discount/maxDiscount").asLong()).isEqualTo(3_000);
    assertThat(made.data().path("productIds")).hasSize(2);
    assertThat(get(id)).isEqualTo(made.data());
    assertThat(payloads("COUPON", id)).containsExactly("1 CouponCreated");
    assertThat(server.number("SELECT count(*) FROM audit WHERE subject = 'COUPON'")).isEqualTo(1);

    Client.Answer again =
        server.client().post(COUPONS, description("PERCENT", 10, 5), "Idempotency-Key", "k");
    assertThat(again.replayed()).isTrue();
    assertThat(again.data()).isEqualTo(made.data());
    assertThat(server.number("SELECT count(*) FROM coupon")).isEqualTo(1);
    assertThat(
            server
                .client()
                .post(COUPONS, description("FIXED", 10, 5), "Idempotency-Key", "k")
                .outcome())
        .isEqualTo("422 IDEMPOTENCY_KEY_REUSED");
  }

  @Test
  void createsOneThoughItIsAskedManyTimesAtOnceWithOneKey() {
    var answers =
        Crowd.of(
            20,
            _ -> new Request(COUPONS, description("FIXED", 10, 5)).sendTo(server.client(), "same"));
    assertThat(server.number("SELECT count(*) FROM coupon")).isEqualTo(1);
    assertThat(answers).anyMatch(Client.Answer::succeeded);
  }

  @Test
  void changesACouponAndTellsOfIt() {
    long id = coupon(5);
    Client.Answer changed =
        patch(id, "{\"name\":\"new\",\"totalQuantity\":7,\"issueUntil\":\"2090-01-01T00:00:00Z\"}");
    assertThat(changed.status()).as(changed.body().toString()).isEqualTo(200);
    assertThat(changed.data().path("name").asText()).isEqualTo("new");
    assertThat(changed.data().path("remaining").asLong()).isEqualTo(7);
    assertThat(changed.data().path("issueUntil").asText()).isEqualTo("2090-01-01T00:00:00Z");
    assertThat(get(id)).isEqualTo(changed.data());
    assertThat(payloads("COUPON", id)).containsExactly("1 CouponCreated", "2 CouponChanged");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"totalQuantity\":1} | 409 COUPON_TOTAL_TOO_SMALL",
        "{\"totalQuantity\":0} | 400 INVALID_QUANTITY",
        "{\"issueUntil\":\"2000-01-01T00:00:00Z\"} | 400 INVALID_PERIOD",
        "{\"issueFrom\":\"2098-01-01T00:00:00Z\"} | 400 INVALID_PERIOD",
        "{} | 400 INVALID_REQUEST",
        "{\"name\":null} | 400 INVALID_REQUEST",
        "{\"discount\":{}} | 400 INVALID_REQUEST",
      })
  void refusesAChangeThatCannotBe(String body, String outcome) {
    long id = coupon(5);
    issue(id, 1);
    issue(id, 2);
    JsonNode before = get(id);
    assertThat(patch(id, body).outcome()).isEqualTo(outcome);
    assertThat(get(id)).isEqualTo(before);
    assertThat(patch(id + 1, "{\"name\":\"x\"}").outcome()).isEqualTo("404 COUPON_NOT_FOUND");
  }

  @Test
  void takesAnUnusedCouponBackAndItsPlaceIsFreeForSomeoneElse() {
    long id = coupon(2);
    issue(id, 1);
    issue(id, 2);
    assertThat(issuing(id, 3).outcome()).isEqualTo("409 COUPON_SOLD_OUT");

    Client.Answer revoked = revoke(id, 1, "r");
    assertThat(revoked.status()).as(revoked.body().toString()).isEqualTo(200);
    assertThat(revoked.data().path("remaining").asLong()).isEqualTo(1);
    assertThat(revoked.data().path("status").asText()).isEqualTo("OPEN");
    assertThat(issuing(id, 1).outcome()).isEqualTo("409 COUPON_ALREADY_ISSUED");
    // The gate in Redis hears of the free place a moment after the administrator.
    await().untilAsserted(() -> assertThat(issuing(id, 3).outcome()).isEqualTo("201"));
    assertThat(server.number("SELECT sequence FROM user_coupon WHERE user_id = 3")).isEqualTo(3);
    assertThat(issuing(id, 4).outcome()).isEqualTo("409 COUPON_SOLD_OUT");

    assertThat(revoke(id, 1, "r").replayed()).isTrue();
    assertThat(revoke(id, 1, "another").outcome()).isEqualTo("409 COUPON_NOT_OWNED");
    assertThat(payloads("COUPON", id)).containsExactly("1 CouponCreated", "2 CouponChanged");
    assertThat(payloads("USER_COUPON", userCoupon(id, 1)))
        .containsExactly("1 CouponIssued", "2 CouponRevoked");
    assertThat(server.number("SELECT issued * 10 + revoked FROM coupon")).isEqualTo(31);
    assertThat(server.number("SELECT count(*) FROM audit")).isEqualTo(2);
  }

  @Test
  void takesBackOnlyWhatIsHeldAndUnused() {
    long id = coupon(2);
    issue(id, 1);
    server.database().execute("UPDATE user_coupon SET order_id = 7, used_at = now(), version = 2");
    assertThat(revoke(id, 1, "a").outcome()).isEqualTo("409 COUPON_ALREADY_USED");
    assertThat(revoke(id, 2, "b").outcome()).isEqualTo("409 COUPON_NOT_OWNED");
    assertThat(revoke(id + 1, 1, "c").outcome()).isEqualTo("404 COUPON_NOT_FOUND");
    assertThat(server.number("SELECT revoked FROM coupon")).isZero();
  }

  @Test
  void takesEachCouponBackOnceThoughManyTryAtOnce() {
    long id = coupon(10);
    for (int user = 1; user <= 10; user++) {
      issue(id, user);
    }
    var answers =
        Crowd.of(
            40, i -> server.client().postAsync(COUPONS + "/" + id + "/revoke", user(1 + i % 10)));
    assertThat(Crowd.outcomes(answers)).isEqualTo(Map.of("200", 10L, "409 COUPON_NOT_OWNED", 30L));
    assertThat(server.number("SELECT revoked FROM coupon")).isEqualTo(10);
    assertThat(payloads("COUPON", id)).hasSize(11).contains("11 CouponChanged");
  }

  @ParameterizedTest
  @EnumSource(CouponStatus.class)
  void listsByStatusNewestFirst(CouponStatus status) {
    for (int i = 0; i < 12; i++) {
      coupon(5);
    }
    server
        .database()
        .execute(
            """
            UPDATE coupon SET issue_from = now() + interval '1 hour',
                              issue_until = now() + interval '2 hours' WHERE id % 5 = 0;
            UPDATE coupon SET issue_from = now() - interval '2 hours',
                              issue_until = now() - interval '1 hour' WHERE id % 5 = 1;
            UPDATE coupon SET issued = 7, revoked = 2 WHERE id % 5 = 2;
            UPDATE coupon SET issued = 7, revoked = 3 WHERE id % 5 = 3
            """);
    List<Long> wanted =
        server
            .database()
            .numbers(
                "SELECT id FROM coupon WHERE CASE id % 5 WHEN 0 THEN 'UPCOMING' WHEN 1 THEN 'ENDED'"
                    + " WHEN 2 THEN 'SOLD_OUT' ELSE 'OPEN' END = '%s' ORDER BY id DESC"
                        .formatted(status));

    List<Long> found = new ArrayList<>();
    String cursor = "";
    do {
      Client.Answer page = server.client().get(COUPONS + "?limit=2&status=" + status + cursor);
      page.data().path("items").forEach(it -> found.add(it.path("couponId").asLong()));
      page.data()
          .path("items")
          .forEach(it -> assertThat(it.path("status").asText()).isEqualTo(status.name()));
      cursor =
          page.data().has("nextCursor") ? "&cursor=" + page.data().path("nextCursor").asText() : "";
    } while (!cursor.isEmpty());

    assertThat(found).isEqualTo(wanted).isNotEmpty();
    assertThat(server.client().get(COUPONS + "?limit=100").data().path("items")).hasSize(12);
  }

  @Test
  void isReadAgainOnlyWhenItHasChanged() {
    long id = coupon(5);
    String tag = server.client().get(COUPONS + "/" + id).headers().firstValue("ETag").orElseThrow();
    assertThat(getIfNot(COUPONS + "/" + id, tag).status()).isEqualTo(304);
    issue(id, 1);
    assertThat(getIfNot(COUPONS + "/" + id, tag).status()).isEqualTo(200);
  }

  @Test
  void showsAUserWhatWasIssuedAndNoMoreWhatWasRevoked() {
    long first = coupon(5);
    long second = coupon(5);
    assertThat(held(1)).isEmpty();
    issue(first, 1);
    await().untilAsserted(() -> assertThat(held(1)).containsExactly(first));
    issue(second, 1);
    await().untilAsserted(() -> assertThat(held(1)).containsExactly(second, first));
    patch(first, "{\"name\":\"renamed\"}");
    await()
        .untilAsserted(
            () -> assertThat(server.client().get(heldBy(1)).body().toString()).contains("renamed"));
    revoke(second, 1, "r");
    await().untilAsserted(() -> assertThat(held(1)).containsExactly(first));
    assertThat(server.client().get(heldBy(99)).outcome()).isEqualTo("404 USER_NOT_FOUND");
  }

  private static Client.Answer getIfNot(String path, String tag) {
    return server.client().send("GET", path, null, "If-None-Match", tag);
  }

  private static String heldBy(long user) {
    return "/api/v1/users/" + user + "/coupons";
  }

  private static List<Long> held(long user) {
    List<Long> ids = new ArrayList<>();
    server
        .client()
        .get(heldBy(user))
        .data()
        .path("items")
        .forEach(it -> ids.add(it.path("couponId").asLong()));
    return ids;
  }

  private static long coupon(long total) {
    return server.client().post(COUPONS, description("FIXED", 1_000, total)).number("couponId");
  }

  /** Open since 2020 and for a long time. */
  private static String description(String type, long value, long total) {
    return """
    {"name": "가을 할인", "totalQuantity": %d, "productIds": [9, 4], "minOrderAmount": 500,
     "discount": {"type": "%s", "value": %d%s},
     "issueFrom": "2020-01-01T00:00:00Z", "issueUntil": "2080-01-01T09:00:00+09:00",
     "validFrom": "2020-01-01T00:00:00Z", "validUntil": "2099-01-01T00:00:00Z"}
    """
        .formatted(total, type, value, type.equals("PERCENT") ? ", \"maxDiscount\": 3000" : "");
  }

  private static JsonNode get(long id) {
    return server.client().get(COUPONS + "/" + id).data();
  }

  private static Client.Answer patch(long id, String body) {
    return server.client().send("PATCH", COUPONS + "/" + id, body);
  }

  private static Client.Answer revoke(long coupon, long user, String key) {
    return server
        .client()
        .post(COUPONS + "/" + coupon + "/revoke", user(user), "Idempotency-Key", key);
  }

  private static Client.Answer issuing(long coupon, long user) {
    return server
        .client()
        .post(COUPONS + "/" + coupon + "/issue", user(user), "Prefer", "return=representation");
  }

  private static void issue(long coupon, long user) {
    assertThat(issuing(coupon, user).outcome()).isEqualTo("201");
  }

  private static String user(long id) {
    return "{\"userId\":%d}".formatted(id);
  }

  private static long userCoupon(long coupon, long user) {
    return server.number(
        "SELECT id FROM user_coupon WHERE coupon_id = %d AND user_id = %d".formatted(coupon, user));
  }

  private static List<String> payloads(String aggregate, long id) {
    return server
        .database()
        .texts(
            "SELECT version || ' ' || type FROM outbox WHERE aggregate = '%s' AND aggregate_id = %d"
                    .formatted(aggregate, id)
                + " ORDER BY version");
  }
}
