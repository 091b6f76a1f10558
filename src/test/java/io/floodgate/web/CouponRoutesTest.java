package io.floodgate.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.floodgate.base.CouponId;
import io.floodgate.base.UserId;
import io.floodgate.bus.Ask;
import io.floodgate.coupon.CouponAsk.IssueCoupon;
import io.floodgate.coupon.CouponAsk.QueueIssue;
import java.net.http.HttpResponse;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Coupons at the door: which message is asked, and what is answered as the client prefers it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CouponRoutesTest {

  private static final String KEY = "Idempotency-Key";

  private TestServer server;

  @BeforeAll
  void start() {
    server = TestServer.start();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @BeforeEach
  void forget() {
    server.received.clear();
    server.instead = null;
  }

  @Test
  void answersAnIssueWithNothingUnlessTheClientWantsMore() {
    HttpResponse<String> response = server.post("/api/v1/coupons/5/issue", "{\"userId\":1}");
    assertThat(response.statusCode()).isEqualTo(204);
    assertThat(response.body()).isEmpty();
    assertThat(header(response, "content-type")).isEmpty();
    assertThat(header(response, "content-length")).isEmpty();
    assertThat(header(response, "preference-applied")).isEmpty();
    assertThat(header(response, "traceparent")).isPresent();
    assertThat(header(response, "cache-control")).contains("no-store");
    assertThat(message())
        .isEqualTo(new IssueCoupon(new CouponId(5), new UserId(1), Optional.empty()));
  }

  @Test
  void takesTheCouponFromTheBodyToo() {
    var response = server.post("/api/v1/coupons/issue", "{\"userId\":1,\"couponId\":5}");
    assertThat(response.statusCode()).isEqualTo(204);
    assertThat(message())
        .isEqualTo(new IssueCoupon(new CouponId(5), new UserId(1), Optional.empty()));
  }

  @Test
  void answersWithTheCouponWhereThatIsPreferred() {
    HttpResponse<String> response = issue("Prefer", "wait=5, return=representation");
    assertThat(response.statusCode()).isEqualTo(201);
    assertThat(response.body())
        .endsWith("\"data\":{\"userCouponId\":99,\"couponId\":5,\"sequence\":7}}");
    assertThat(header(response, "preference-applied")).contains("return=representation");
  }

  @Test
  void saysThatNothingWasPreferred() {
    HttpResponse<String> response = issue("Prefer", "return=minimal");
    assertThat(response.statusCode()).isEqualTo(204);
    assertThat(header(response, "preference-applied")).contains("return=minimal");
  }

  @Test
  void queuesWhereTheAnswerMayComeLater() {
    HttpResponse<String> response =
        issue("Prefer", "return=representation, respond-async", KEY, "k-1");
    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(header(response, "location")).contains("/api/v1/coupons/tickets/t-1");
    assertThat(header(response, "preference-applied")).contains("respond-async");
    assertThat(response.body())
        .endsWith(
            "\"data\":{\"ticketId\":\"t-1\",\"couponId\":5,\"userId\":1,\"status\":\"QUEUED\"}}");
    QueueIssue queue = (QueueIssue) message();
    assertThat(queue.userId()).isEqualTo(new UserId(1));
    assertThat(queue.key().orElseThrow().key()).isEqualTo("k-1");
  }

  @ParameterizedTest
  @CsvSource({"return=minimal, 204", "return=representation, 201"})
  void saysThatAnAnswerIsThatOfAnEarlierRequest(String prefer, int status) {
    HttpResponse<String> replayed = issue("Prefer", prefer, KEY, "replay-1");
    HttpResponse<String> fresh = issue("Prefer", prefer, KEY, "k-1");
    assertThat(replayed.statusCode()).isEqualTo(status);
    assertThat(header(replayed, "idempotent-replayed")).contains("true");
    assertThat(header(fresh, "idempotent-replayed")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/api/v1/coupons/0/issue | {\"userId\":1} | INVALID_COUPON_ID",
        "/api/v1/coupons/x/issue | {\"userId\":1} | INVALID_COUPON_ID",
        "/api/v1/coupons/9007199254740992/issue | {\"userId\":1} | INVALID_COUPON_ID",
        "/api/v1/coupons/5/issue | {\"userId\":0} | INVALID_USER_ID",
        "/api/v1/coupons/5/issue | {} | INVALID_USER_ID",
        "/api/v1/coupons/5/issue | {\"userId\":1,\"couponId\":5} | UNKNOWN_FIELD",
        "/api/v1/coupons/5/issue?x=1 | {\"userId\":1} | UNKNOWN_FIELD",
        "/api/v1/coupons/issue | {\"userId\":1,\"couponId\":\"5\"} | INVALID_COUPON_ID",
        "/api/v1/coupons/issue | {\"userId\":1} | INVALID_COUPON_ID",
        "/api/v1/coupons/issue | {\"userId\":1,\"couponId\":-1} | INVALID_COUPON_ID",
        "/api/v1/coupons/issue | {\"userId\":1.5,\"couponId\":5} | INVALID_USER_ID",
      })
  void refusesWhatIsNoIssue(String path, String body, String error) {
    HttpResponse<String> response = server.post(path, body);
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("\"error\":\"" + error + "\"");
    assertThat(server.received).isEmpty();
  }

  private HttpResponse<String> issue(String... headers) {
    return server.post("/api/v1/coupons/5/issue", "{\"userId\":1}", headers);
  }

  private Ask<?> message() {
    assertThat(server.received).hasSize(1);
    return server.received.peek().message();
  }

  private static Optional<String> header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name);
  }
}
