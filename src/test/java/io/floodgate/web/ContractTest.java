package io.floodgate.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.floodgate.base.CommonFailure;
import io.floodgate.base.Failure;
import io.floodgate.base.FailureCode;
import io.floodgate.coupon.CouponFailure;
import io.floodgate.ops.Finding;
import io.floodgate.ops.InvariantReport;
import io.floodgate.order.OrderFailure;
import io.floodgate.point.PointFailure;
import io.floodgate.product.ProductFailure;
import io.floodgate.server.Events;
import io.floodgate.user.UserFailure;
import io.vertx.core.Future;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every route and every failure that the document names, over real HTTP, against the document. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContractTest {

  private static final String ORDER =
      "{\"userId\":1,\"orderProducts\":[{\"productId\":3,\"quantity\":2}]}";
  private static final String REFUND = "{\"reason\":\"broken\"}";

  private static final String HOLDER = "{\"userId\":1}";
  private static final String COUPON =
      "{\"name\":\"Ten off\",\"discount\":{\"type\":\"PERCENT\",\"value\":10},\"minOrderAmount\":0,"
          + "\"productIds\":[3],\"totalQuantity\":100,\"issueFrom\":\"2026-11-20T12:00:00+09:00\","
          + "\"issueUntil\":\"2026-11-21T03:00:00Z\",\"validFrom\":\"2026-11-20T03:00:00.123Z\","
          + "\"validUntil\":\"2026-12-20T03:00:00Z\"}";

  private final Contract contract = Contract.load();
  private TestServer server;

  @BeforeAll
  void start() {
    server = TestServer.start();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void everyRouteAnswersAsDocumented() {
    get("/api/v1/users/1/points", 200);
    get("/api/v1/users/1/points/history?limit=5&cursor=abc", 200);
    post("/api/v1/users/1/points/charge", "{\"amount\":1000}", 200);
    get("/api/v1/products", 200);
    get("/api/v1/products?sort=-price&q=pen&status=ON_SALE&limit=3&cursor=abc", 200);
    get("/api/v1/products?page=0&size=10", 200);
    post("/api/v1/products", "{\"name\":\"펜\",\"price\":500,\"stock\":0,\"hidden\":null}", 201);
    get("/api/v1/products/top", 200);
    get("/api/v1/products/top?size=100&window=1h", 200);
    stream("/api/v1/products/top/stream?size=2&window=today");
    get("/api/v1/products/3", 200);
    patch("/api/v1/products/3", "{\"price\":700,\"name\":null}", 200);
    post("/api/v1/products/3/restock", "{\"quantity\":5}", 200);
    post("/api/v1/orders", ORDER, 201);
    post("/api/v1/orders", ORDER.replace("}]}", "}],\"pay\":false,\"userCouponId\":9}"), 201);
    get("/api/v1/orders/77", 200);
    stream("/api/v1/orders/77/stream");
    get("/api/v1/users/1/orders?limit=1", 200);
    post("/api/v1/orders/77/cancel", "", 200);
    post("/api/v1/orders/77/payments", "{}", 201);
    get("/api/v1/orders/77/payments", 200);
    get("/api/v1/payments/88", 200);
    post("/api/v1/payments/88/refunds", REFUND, 201);
    post(
        "/api/v1/payments/88/refunds",
        "{\"items\":[{\"productId\":3,\"quantity\":1}],\"reason\":\"broken\"}",
        201);
    get("/api/v1/coupons", 200);
    get("/api/v1/coupons?status=UPCOMING&limit=3&cursor=abc", 200);
    post("/api/v1/coupons", COUPON, 201);
    get("/api/v1/coupons/5", 200);
    stream("/api/v1/coupons/5/stream");
    patch("/api/v1/coupons/5", "{\"totalQuantity\":7,\"issueFrom\":null}", 200);
    post("/api/v1/coupons/5/revoke", HOLDER, 200);
    post("/api/v1/coupons/5/issue", HOLDER, 204);
    post("/api/v1/coupons/5/issue", HOLDER, 201, "Prefer", "return=representation");
    post("/api/v1/coupons/5/issue", HOLDER, 202, "Prefer", "respond-async");
    post("/api/v1/coupons/issue", "{\"userId\":1,\"couponId\":5}", 204);
    get("/api/v1/coupons/tickets/QUEUED", 200);
    get("/api/v1/coupons/tickets/ISSUED", 200);
    get("/api/v1/coupons/tickets/REFUSED", 200);
    stream("/api/v1/coupons/tickets/REFUSED");
    get("/api/v1/users/1/coupons?status=AVAILABLE&limit=3&cursor=abc", 200);
    get("/ops/health/live", 200);
    get("/ops/health/ready", 200);
    get("/ops/health/startup", 200);
    get("/ops/metrics", 200);
    get("/ops/invariants", 200);
    get("/ops/config", 200);
    get("/openapi.yaml", 200);
    get("/docs", 200);
    assertThat(contract.undriven()).isEmpty();
  }

  /** What a domain may refuse with is documented where it can come up, with the same words. */
  @ParameterizedTest
  @CsvSource({
    "POST, /api/v1/orders, USER_NOT_FOUND PRODUCT_NOT_FOUND OUT_OF_STOCK INSUFFICIENT_POINTS"
        + " COUPON_NOT_OWNED COUPON_NOT_VALID_NOW COUPON_ALREADY_USED COUPON_NOT_APPLICABLE"
        + " COUPON_MINIMUM_NOT_REACHED ORDER_TOTAL_TOO_LARGE"
        + " IDEMPOTENCY_KEY_REUSED OVERLOADED UNAVAILABLE TIMED_OUT UNKNOWN INTERNAL",
    "POST, /api/v1/users/1/points/charge, USER_NOT_FOUND POINT_LIMIT_EXCEEDED",
    "GET, /api/v1/users/1/points, USER_NOT_FOUND",
    "GET, /api/v1/users/1/points/history, USER_NOT_FOUND INVALID_CURSOR",
    "GET, /api/v1/users/1/orders, USER_NOT_FOUND INVALID_CURSOR",
    "GET, /api/v1/products/top, OVERLOADED UNAVAILABLE UNKNOWN INTERNAL",
    "GET, /api/v1/products/top/stream, OVERLOADED UNAVAILABLE UNKNOWN INTERNAL",
    "GET, /api/v1/products/3, PRODUCT_NOT_FOUND",
    "PATCH, /api/v1/products/3, PRODUCT_NOT_FOUND",
    "POST, /api/v1/products/3/restock, PRODUCT_NOT_FOUND STOCK_LIMIT_EXCEEDED",
    "GET, /api/v1/orders/77, ORDER_NOT_FOUND",
    "GET, /api/v1/orders/77/stream, ORDER_NOT_FOUND UNAVAILABLE",
    "POST, /api/v1/orders/77/cancel, ORDER_NOT_FOUND ORDER_STATE_CONFLICT",
    "POST, /api/v1/orders/77/payments, ORDER_NOT_FOUND ORDER_STATE_CONFLICT INSUFFICIENT_POINTS",
    "GET, /api/v1/orders/77/payments, ORDER_NOT_FOUND",
    "GET, /api/v1/payments/88, PAYMENT_NOT_FOUND",
    "POST, /api/v1/payments/88/refunds, PAYMENT_NOT_FOUND PRODUCT_NOT_FOUND ORDER_STATE_CONFLICT"
        + " REFUND_EXCEEDS_PAYMENT",
    "PATCH, /api/v1/coupons/5, COUPON_NOT_FOUND COUPON_TOTAL_TOO_SMALL INVALID_PERIOD",
    "GET, /api/v1/coupons/5, COUPON_NOT_FOUND",
    "GET, /api/v1/coupons/5/stream, COUPON_NOT_FOUND UNAVAILABLE",
    "POST, /api/v1/coupons/5/revoke, COUPON_NOT_FOUND COUPON_NOT_OWNED COUPON_ALREADY_USED"
        + " IDEMPOTENCY_KEY_REUSED",
    "POST, /api/v1/coupons/5/issue, COUPON_NOT_FOUND USER_NOT_FOUND COUPON_SOLD_OUT"
        + " COUPON_ALREADY_ISSUED COUPON_NOT_IN_ISSUE_PERIOD IDEMPOTENCY_KEY_REUSED OVERLOADED"
        + " UNAVAILABLE TIMED_OUT UNKNOWN INTERNAL",
    "POST, /api/v1/coupons/issue, COUPON_NOT_FOUND USER_NOT_FOUND COUPON_SOLD_OUT"
        + " COUPON_ALREADY_ISSUED COUPON_NOT_IN_ISSUE_PERIOD IDEMPOTENCY_KEY_REUSED",
    "GET, /api/v1/coupons/tickets/x, TICKET_NOT_FOUND",
    "GET, /api/v1/coupons, INVALID_CURSOR",
    "GET, /api/v1/users/1/coupons, USER_NOT_FOUND INVALID_CURSOR",
    "GET, /ops/invariants, UNAVAILABLE UNKNOWN",
  })
  void everyRefusalOfADomainIsDocumented(String method, String path, String codes) {
    for (String name : codes.split(" ")) {
      FailureCode code = code(name);
      server.instead = _ -> Future.failedFuture(Failure.of(code));
      try {
        drive(method, path);
      } finally {
        server.instead = null;
      }
    }
  }

  @Test
  void everyFaultOfARequestIsDocumented() {
    get("/api/v1/users/0/points", 400);
    get("/api/v1/products/x", 400);
    get("/api/v1/products?limit=101", 400);
    get("/api/v1/products?nonsense=1", 400);
    get("/api/v1/products/top?size=101", 400);
    get("/api/v1/products/top?window=2d", 400);
    get("/api/v1/products/top/stream?size=0&nonsense=1", 400);
    get("/api/v1/orders/-1/stream", 400);
    get("/api/v1/coupons/x/stream", 400);
    get("/api/v1/orders/-1", 400);
    get("/api/v1/payments/9007199254740992", 400);
    post("/api/v1/orders", "{", 400);
    post("/api/v1/orders", "{}", 400);
    post("/api/v1/orders", "{\"userId\":1,\"orderProducts\":[]}", 400);
    post("/api/v1/orders", "{\"userId\":1}", 400);
    post("/api/v1/users/1/points/charge", "{\"amount\":0}", 400);
    post("/api/v1/products", "{\"name\":\"\",\"price\":0,\"stock\":-1}", 400);
    post("/api/v1/payments/88/refunds", "{\"reason\":\"\"}", 400);
    get("/api/v1/coupons/0", 400);
    get("/api/v1/coupons?status=NONE", 400);
    get("/api/v1/users/1/coupons?limit=0", 400);
    patch("/api/v1/coupons/5", "{}", 400);
    post("/api/v1/coupons/x/issue", HOLDER, 400);
    post("/api/v1/coupons/5/issue", "{\"userId\":0}", 400);
    post("/api/v1/coupons/issue", "{\"userId\":1}", 400);
    post("/api/v1/coupons/5/revoke", "{\"userId\":-1}", 400);
    post("/api/v1/coupons", COUPON.replace("\"value\":10", "\"value\":0"), 400);
    post("/api/v1/coupons", COUPON.replace("2026-11-21", "2026-11-19"), 400);
    post("/api/v1/coupons", COUPON.replace("[3]", "[0]"), 400);
    post("/api/v1/coupons", COUPON.replace("100", "0"), 400);
    post("/api/v1/coupons", COUPON.replace("\"minOrderAmount\":0", "\"minOrderAmount\":-1"), 400);
    get("/nowhere", 404);
    patch("/api/v1/orders", "{}", 405);
  }

  @Test
  void aBrokenInvariantIsAReportAndA503() {
    server.instead = _ -> Future.succeededFuture(new InvariantReport(false, List.of()));
    try {
      get("/ops/invariants", 503);
    } finally {
      server.instead = null;
    }
  }

  @Test
  void aMissingStoreIsAReportAndA503UntilItIsBack() {
    server.health.found(List.of(Finding.down(Finding.POSTGRES, "does not answer")));
    try {
      get("/ops/health/ready", 503);
    } finally {
      server.health.found(List.of(Finding.up(Finding.POSTGRES)));
    }
    get("/ops/health/ready", 200);
  }

  @ParameterizedTest
  @MethodSource("codes")
  void everyFailureStandsInTheDocumentWithItsWords(FailureCode code) {
    Set<FailureCode> later =
        Set.of(
            CommonFailure.MISSING_FIELD, // only ever the detail of another failure
            CommonFailure.UNAUTHENTICATED,
            CommonFailure.FORBIDDEN);
    if (later.contains(code)) {
      return;
    }
    var example = contract.problemExamples().path(code.name()).path("value");
    Status status = Status.of(code.kind());
    assertThat(example.path("error").asText()).isEqualTo(code.name());
    assertThat(example.path("detail").asText()).isEqualTo(code.detail().korean());
    assertThat(example.path("status").asInt()).isEqualTo(status.code());
    assertThat(example.path("message").asText()).isEqualTo(status.message().korean());
  }

  @Test
  void theDocumentsExamplesAreWhatItDescribes() {
    assertThat(contract.wrongExamples()).isEmpty();
  }

  @Test
  void theJudgeNoticesWhatIsNotDocumented() {
    var good = server.get("/api/v1/users/1/points");
    var bent =
        new Contract.Exchange(
            "GET",
            "/api/v1/users/1/points",
            "",
            200,
            "application/json",
            Map.of("traceparent", List.of("nonsense")),
            good.body().replace("\"balance\":50000", "\"balance\":-1,\"extra\":1"));
    assertThatThrownBy(() -> Contract.load().check(bent))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("balance")
        .hasMessageContaining("extra")
        .hasMessageContaining("traceparent");
  }

  static Stream<FailureCode> codes() {
    return Stream.<FailureCode[]>of(
            CommonFailure.values(),
            UserFailure.values(),
            PointFailure.values(),
            ProductFailure.values(),
            CouponFailure.values(),
            OrderFailure.values())
        .flatMap(Stream::of);
  }

  private static FailureCode code(String name) {
    return codes().collect(Collectors.toMap(FailureCode::name, code -> code)).get(name);
  }

  private void drive(String method, String path) {
    switch (method) {
      case "GET" -> check(server.get(path), "");
      case "PATCH" -> {
        String body = path.contains("/coupons/") ? "{\"name\":\"x\"}" : "{\"price\":700}";
        check(server.patch(path, body), body);
      }
      default -> {
        String body = bodyFor(path);
        check(server.post(path, body), body);
      }
    }
  }

  private static String bodyFor(String path) {
    if (path.endsWith("/orders")) {
      return ORDER;
    } else if (path.endsWith("/charge")) {
      return "{\"amount\":1000}";
    } else if (path.endsWith("/restock")) {
      return "{\"quantity\":5}";
    } else if (path.endsWith("/refunds")) {
      return REFUND;
    } else if (path.endsWith("/coupons/issue")) {
      return "{\"userId\":1,\"couponId\":5}";
    } else if (path.contains("/coupons/")) {
      return HOLDER;
    }
    return "{}";
  }

  private void get(String path, int status) {
    expect(server.get(path), "", status);
  }

  /** The first event of a stream. */
  private void stream(String path) {
    try (Events events = Events.of(server.port(), path)) {
      await().until(() -> !events.data().isEmpty());
      contract.check(events);
    }
  }

  private void post(String path, String body, int status, String... headers) {
    expect(server.post(path, body, headers), body, status);
  }

  private void patch(String path, String body, int status) {
    expect(server.patch(path, body), body, status);
  }

  private void expect(HttpResponse<String> response, String body, int status) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    check(response, body);
  }

  private void check(HttpResponse<String> response, String body) {
    contract.check(Contract.Exchange.of(response, body));
  }
}
