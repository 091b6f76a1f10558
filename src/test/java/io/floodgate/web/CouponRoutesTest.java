package io.floodgate.web;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.floodgate.base.CouponId;
import io.floodgate.base.Money;
import io.floodgate.base.ProductId;
import io.floodgate.base.UserId;
import io.floodgate.bus.Ask;
import io.floodgate.coupon.CouponAsk.ChangeCoupon;
import io.floodgate.coupon.CouponAsk.CreateCoupon;
import io.floodgate.coupon.CouponAsk.IssueCoupon;
import io.floodgate.coupon.CouponAsk.ListCoupons;
import io.floodgate.coupon.CouponAsk.ListUserCoupons;
import io.floodgate.coupon.CouponAsk.QueueIssue;
import io.floodgate.coupon.CouponAsk.RevokeCoupon;
import io.floodgate.coupon.CouponStatus;
import io.floodgate.coupon.CouponView.DiscountType;
import io.floodgate.coupon.CouponView.DiscountView;
import io.floodgate.coupon.UserCouponStatus;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Coupons at the door: which message is asked, and what is answered as the client prefers it. */
class CouponRoutesTest extends OneServer {

  private static final String KEY = "Idempotency-Key";

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

  @Test
  void readsACouponAsAnAdministratorDescribesIt() {
    HttpResponse<String> response = server.post("/api/v1/coupons", coupon());
    assertThat(response.statusCode()).isEqualTo(201);
    assertThat(header(response, "location")).contains("/api/v1/coupons/5");
    assertThat(message())
        .isEqualTo(
            new CreateCoupon(
                "Ten off",
                new DiscountView(DiscountType.PERCENT, 10, Optional.of(Money.won(5_000))),
                Money.won(0),
                List.of(new ProductId(3), new ProductId(1)),
                100,
                Instant.parse("2026-11-20T03:00:00Z"),
                Instant.parse("2026-11-20T04:00:00.123456Z"),
                Instant.parse("2026-11-20T03:00:00Z"),
                Instant.parse("2026-12-01T00:00:00Z"),
                Optional.empty()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // what is replaced | by what | the pointers of the faults
        "\"Ten off\" | \"\" | /name",
        "\"Ten off\" | 7 | /name",
        "\"PERCENT\" | \"HALF\" | /discount/type",
        "\"PERCENT\" | \"FIXED\" | /discount/maxDiscount",
        "\"value\":10 | \"value\":101 | /discount/value",
        "\"value\":10 | \"value\":0 | /discount/value",
        "\"value\":10 | \"worth\":10 | /discount/value /discount/worth",
        "\"maxDiscount\":5000 | \"maxDiscount\":0 | /discount/maxDiscount",
        "[3,1] | [3,1,3,0,\"4\"] | /productIds/2 /productIds/3 /productIds/4",
        "[3,1] | {} | /productIds",
        "\"totalQuantity\":100 | \"totalQuantity\":10000001 | /totalQuantity",
        "\"totalQuantity\":100 | \"totalQuantity\":1e3 | /totalQuantity",
        "\"totalQuantity\":100 | \"minOrderAmount\":-1 | /minOrderAmount /totalQuantity",
        "2026-11-20T03:00:00Z | 2026-11-20T03:00Z | /issueFrom /validFrom",
        "2026-11-20T03:00:00Z | 2026-02-30T03:00:00Z | /issueFrom /validFrom",
        "2026-11-20T13:00:00.1234567+09:00 | 2026-11-20T12:00:00+09:00 | /issueUntil",
        "2026-11-20T13:00:00.1234567+09:00 | 2026-11-20T12:00:00.0000009+09:00 | /issueUntil",
        "2026-11-20T13:00:00.1234567+09:00 | 1970-01-01T00:00:00Z | /issueUntil",
        "2026-12-01T00:00:00Z | 2026-11-20T03:00:00Z | /validUntil",
        "\"validUntil\" | \"until\" | /validUntil /until",
        "\"discount\": | \"minOrderAmount\":null,\"discount\":null,\"rest\": | /discount /rest",
      })
  void pointsAtEveryFaultOfADescription(String what, String by, String pointers) {
    assertThat(coupon()).contains(what);
    HttpResponse<String> response = server.post("/api/v1/coupons", coupon().replace(what, by));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    assertThat(server.received).isEmpty();
    List<String> found =
        Pattern.compile("\"pointer\":\"([^\"]*)\"")
            .matcher(response.body())
            .results()
            .map(match -> match.group(1))
            .toList();
    assertThat(found).containsExactlyInAnyOrder(pointers.split(" "));
  }

  @Test
  void takesAHundredProductsAndNotOneMore() {
    String hundred = LongStream.rangeClosed(1, 100).mapToObj(Long::toString).collect(joining(","));
    assertThat(server.post("/api/v1/coupons", coupon().replace("3,1", hundred)).statusCode())
        .isEqualTo(201);
    assertThat(
            server.post("/api/v1/coupons", coupon().replace("3,1", hundred + ",101")).statusCode())
        .isEqualTo(400);
  }

  @Test
  void theOtherMessagesCarryWhatTheClientSaid() {
    server.patch(
        "/api/v1/coupons/5", "{\"totalQuantity\":7,\"issueFrom\":\"2026-11-20T03:00:00z\"}");
    assertThat(message())
        .isEqualTo(
            new ChangeCoupon(
                new CouponId(5),
                Optional.empty(),
                OptionalLong.of(7),
                Optional.of(Instant.parse("2026-11-20T03:00:00Z")),
                Optional.empty()));
    server.received.clear();
    server.post("/api/v1/coupons/5/revoke", "{\"userId\":1}");
    assertThat(message())
        .isEqualTo(new RevokeCoupon(new CouponId(5), new UserId(1), Optional.empty()));
    server.received.clear();
    server.get("/api/v1/coupons?status=SOLD_OUT&limit=3&cursor=x");
    assertThat(message())
        .isEqualTo(new ListCoupons(Optional.of(CouponStatus.SOLD_OUT), 3, Optional.of("x")));
    server.received.clear();
    server.get("/api/v1/users/1/coupons?status=USED");
    assertThat(message())
        .isEqualTo(
            new ListUserCoupons(
                new UserId(1), Optional.of(UserCouponStatus.USED), 20, Optional.empty()));
  }

  private static String coupon() {
    return "{\"name\":\"Ten off\",\"discount\":{\"type\":\"PERCENT\",\"value\":10,"
        + "\"maxDiscount\":5000},\"productIds\":[3,1],\"totalQuantity\":100,"
        + "\"issueFrom\":\"2026-11-20T03:00:00Z\","
        + "\"issueUntil\":\"2026-11-20T13:00:00.1234567+09:00\","
        + "\"validFrom\":\"2026-11-20T03:00:00Z\",\"validUntil\":\"2026-12-01T00:00:00Z\"}";
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
