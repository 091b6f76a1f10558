package io.floodgate.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.floodgate.server.Events;
import io.floodgate.server.TestServer;
import io.floodgate.web.Contract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every route and every failure of the requirements' table against the real server, each answer
 * held against {@code openapi.yaml} and against the words of the requirements.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContractIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String COUPONS = "/api/v1/coupons";
  private static final String POLICY = "비즈니스 정책을 위반한 요청입니다.";
  private static final String WRONG = "잘못된 요청입니다.";
  private static final String MISSING = "리소스를 찾을 수 없습니다.";

  private final Contract contract = Contract.load();
  private final HttpClient http = HttpClient.newHttpClient();
  private TestServer server;

  @BeforeAll
  void start() {
    server =
        TestServer.start(Map.of("FLOODGATE_ORDERS_PAYMENT_WINDOW", "1s"))
            .with(5, 1_000_000, 5, 1_000);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void everyRouteDoesWhatItIsDocumentedToDo() {
    JsonNode product =
        post("/api/v1/products", "{\"name\":\"한정판\",\"price\":1000,\"stock\":10}", 201);
    long productId = product.get("productId").asLong();
    assertThat(
            post("/api/v1/products/%d/restock".formatted(productId), "{\"quantity\":5}", 200)
                .get("stock")
                .asLong())
        .isEqualTo(15);
    assertThat(
            send("PATCH", "/api/v1/products/" + productId, "{\"price\":2000}", 200)
                .get("price")
                .asLong())
        .isEqualTo(2000);
    assertThat(get("/api/v1/products/" + productId, 200).get("status").asText())
        .isEqualTo("ON_SALE");
    bestSellers();
    assertThat(get("/api/v1/products?sort=price&limit=2", 200).get("items")).hasSize(2);
    assertThat(get("/api/v1/products?page=0&size=2", 200).get("totalElements").asLong())
        .isEqualTo(server.number("SELECT count(*) FROM product"));

    assertThat(
            post("/api/v1/users/1/points/charge", "{\"amount\":1000}", 200).get("balance").asLong())
        .isEqualTo(1_001_000);
    JsonNode paid = post("/api/v1/orders", order(1, productId, 3), 201);
    assertThat(paid.get("status").asText()).isEqualTo("PAID");
    assertThat(paid.get("subtotal").asLong()).isEqualTo(6000);
    assertThat(paid.get("discount").asLong()).isZero();
    assertThat(paid.get("total").asLong()).isEqualTo(6000);
    assertThat(get("/api/v1/users/1/points", 200).get("balance").asLong()).isEqualTo(995_000);
    JsonNode history = get("/api/v1/users/1/points/history", 200).get("items");
    assertThat(history.findValuesAsText("kind")).containsExactly("USE", "CHARGE", "CHARGE");
    assertThat(history.get(0).get("balanceAfter").asLong()).isEqualTo(995_000);

    String payment = "/api/v1/payments/" + paid.get("paymentId").asLong();
    JsonNode refund =
        post(
            payment + "/refunds",
            "{\"items\":[{\"productId\":%d,\"quantity\":1}],\"reason\":\"흠집\"}"
                .formatted(productId),
            201);
    assertThat(refund.get("amount").asLong()).isEqualTo(2000);
    assertThat(get("/api/v1/products/" + productId, 200).get("stock").asLong()).isEqualTo(13);
    String paidOrder = "/api/v1/orders/" + paid.get("orderId").asLong();
    assertThat(get(paidOrder, 200).get("refunded").asLong()).isEqualTo(2000);
    stream(paidOrder + "/stream");
    assertThat(get(paidOrder + "/payments", 200).get("items").findValuesAsText("kind"))
        .containsExactly("PAYMENT", "REFUND");
    assertThat(get(payment, 200).get("amount").asLong()).isEqualTo(6000);
    assertThat(post(paidOrder + "/cancel", "{}", 200).get("status").asText())
        .isEqualTo("CANCELLED");
    assertThat(get("/api/v1/users/1/points", 200).get("balance").asLong()).isEqualTo(1_001_000);

    JsonNode pending = post("/api/v1/orders", pending(2, productId, 1), 201);
    assertThat(pending.get("status").asText()).isEqualTo("PENDING_PAYMENT");
    String pendingOrder = "/api/v1/orders/" + pending.get("orderId").asLong();
    assertThat(post(pendingOrder + "/payments", "{}", 201).get("amount").asLong()).isEqualTo(2000);
    assertThat(get(pendingOrder, 200).get("status").asText()).isEqualTo("PAID");
    assertThat(get("/api/v1/users/2/orders", 200).get("items")).hasSize(1);

    JsonNode late = post("/api/v1/orders", pending(3, productId, 1), 201);
    String lateOrder = "/api/v1/orders/" + late.get("orderId").asLong();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> get(lateOrder, 200).get("status").asText().equals("EXPIRED"));
    assertThat(get("/api/v1/products/" + productId, 200).get("stock").asLong()).isEqualTo(14);

    assertThat(get("/ops/health/ready", 200).get("ready").asBoolean()).isTrue();
    get("/ops/health/live", 200);
    assertThat(get("/ops/health/startup", 200).get("started").asBoolean()).isTrue();
    assertThat(get("/ops/invariants", 200).get("holds").asBoolean()).isTrue();
    assertThat(get("/ops/config", 200).get("settings")).isNotEmpty();
    exchange("GET", "/ops/metrics", "", 200);
    exchange("GET", "/openapi.yaml", "", 200);
    exchange("GET", "/docs", "", 200);
    everyRouteOfCoupons();
    exchange("GET", COUPONS + "/tickets/nobodys", "", 404);
    assertThat(contract.undriven()).isEmpty();
  }

  /** There is a ranking once the node has read it. */
  private void bestSellers() {
    await().until(() -> server.client().get("/api/v1/products/top").status() == 200);
    get("/api/v1/products/top?window=7d&size=3", 200);
    stream("/api/v1/products/top/stream");
  }

  private void everyRouteOfCoupons() {
    JsonNode made = post(COUPONS, coupon("2020-01-01", "2090-01-01", 2), 201);
    String coupon = COUPONS + '/' + made.get("couponId").asLong();
    assertThat(made.get("status").asText()).isEqualTo("OPEN");
    assertThat(made.get("remaining").asLong()).isEqualTo(2);
    stream(coupon + "/stream");

    exchange("POST", coupon + "/issue", "{\"userId\":1}", 204);
    JsonNode issued =
        json(exchange(
                "POST",
                coupon + "/issue",
                "{\"userId\":2}",
                201,
                "Prefer",
                "return=representation"))
            .get("data");
    assertThat(issued.get("sequence").asLong()).isEqualTo(2);
    assertThat(get(coupon, 200).get("status").asText()).isEqualTo("SOLD_OUT");

    assertThat(post(coupon + "/revoke", "{\"userId\":1}", 200).get("remaining").asLong())
        .isEqualTo(1);
    String byBody = "{\"userId\":3,\"couponId\":%d}".formatted(made.get("couponId").asLong());
    exchange("POST", COUPONS + "/issue", byBody, 204);
    assertThat(send("PATCH", coupon, "{\"totalQuantity\":3}", 200).get("remaining").asLong())
        .isEqualTo(1);
    assertThat(get(COUPONS + "?status=OPEN&limit=1", 200).at("/items/0/couponId"))
        .isEqualTo(made.get("couponId"));
    assertThat(
            get("/api/v1/users/2/coupons?status=AVAILABLE", 200)
                .get("items")
                .findValues("userCouponId"))
        .containsExactly(issued.get("userCouponId"));
  }

  @ParameterizedTest(name = "{3} is refused with {5}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          2020 | 2090 | /issue | {"userId":0} | 400 | INVALID_USER_ID | 유효하지 않은 사용자 ID입니다.
          2020 | 2091 | /issue | {"userId":99} | 404 | USER_NOT_FOUND | 사용자를 찾을 수 없습니다.
          2020 | 2091 | /issue | {"userId":1} | 409 | COUPON_ALREADY_ISSUED | 이미 발급받은 쿠폰입니다.
          2020 | 2090 | /issue | {"userId":2} | 409 | COUPON_SOLD_OUT | 쿠폰이 모두 소진되었습니다.
          2020 | 2021 | /issue | {"userId":2} | 409 | COUPON_NOT_IN_ISSUE_PERIOD | 쿠폰 발급 기간이 아닙니다.
          2089 | 2090 | /issue | {"userId":2} | 409 | COUPON_NOT_IN_ISSUE_PERIOD | 쿠폰 발급 기간이 아닙니다.
          2020 | 2090 | 0/issue | {"userId":2} | 404 | COUPON_NOT_FOUND | 쿠폰을 찾을 수 없습니다.
          2020 | 2090 | x/issue | {"userId":2} | 400 | INVALID_COUPON_ID | 유효하지 않은 쿠폰 ID입니다.
          2020 | 2090 | /revoke | {"userId":2} | 409 | COUPON_NOT_OWNED | 해당 쿠폰을 보유하고 있지 않습니다.
          """)
  void refusalsOfCouponsAreInTheWordsOfTheRequirements(
      int from, int until, String path, String body, int status, String error, String detail) {
    String open = COUPONS + '/' + open(from, until);

    JsonNode problem = json(exchange("POST", open + path, body, status));

    assertThat(problem.get("error").asText()).isEqualTo(error);
    assertThat(problem.get("detail").asText()).isEqualTo(detail);
    assertThat(problem.get("message").asText())
        .isEqualTo(status == 409 ? POLICY : status == 404 ? MISSING : WRONG);
  }

  @Test
  void refusesTheSameForACouponNamedInTheBody() {
    assertThat(error("{\"userId\":1,\"couponId\":0}", 400)).isEqualTo("INVALID_COUPON_ID");
    assertThat(error("{\"userId\":1,\"couponId\":999999}", 404)).isEqualTo("COUPON_NOT_FOUND");
    long taken = open(2020, 2090);
    assertThat(error("{\"userId\":2,\"couponId\":%d}".formatted(taken), 409))
        .isEqualTo("COUPON_SOLD_OUT");
  }

  private String error(String body, int status) {
    return json(exchange("POST", COUPONS + "/issue", body, status)).get("error").asText();
  }

  /**
   * A coupon for one user (for two where it ends in 2091), which user 1 has already where that is
   * possible.
   */
  private long open(int from, int until) {
    long coupon =
        post(COUPONS, coupon(from + "-01-01", until + "-01-01", until == 2091 ? 2 : 1), 201)
            .get("couponId")
            .asLong();
    if (from == 2020 && until >= 2090) {
      exchange("POST", COUPONS + '/' + coupon + "/issue", "{\"userId\":1}", 204);
    }
    return coupon;
  }

  private static String coupon(String from, String until, long total) {
    return """
    {"name": "쿠폰", "discount": {"type": "PERCENT", "value": 10, "maxDiscount": 3000},
     "totalQuantity": %d, "issueFrom": "%sT00:00:00Z", "issueUntil": "%sT00:00:00Z",
     "validFrom": "2020-01-01T00:00:00Z", "validUntil": "2099-01-01T00:00:00Z"}
    """
        .formatted(total, from, until);
  }

  @ParameterizedTest(name = "{2} is refused with {4}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          POST | /api/v1/orders | {"userId":0,"orderProducts":[{"productId":1,"quantity":1}]} | 400 | INVALID_USER_ID | 유효하지 않은 사용자 ID입니다.
          POST | /api/v1/orders | {"userId":99,"orderProducts":[{"productId":1,"quantity":1}]} | 404 | USER_NOT_FOUND | 사용자를 찾을 수 없습니다.
          POST | /api/v1/orders | {"userId":1,"orderProducts":[{"productId":-1,"quantity":1}]} | 400 | INVALID_PRODUCT_ID | 유효하지 않은 상품 ID입니다.
          POST | /api/v1/orders | {"userId":1,"orderProducts":[{"productId":99,"quantity":1}]} | 404 | PRODUCT_NOT_FOUND | 상품을 찾을 수 없습니다.
          POST | /api/v1/orders | {"userId":1,"orderProducts":[{"productId":1,"quantity":0}]} | 400 | INVALID_QUANTITY | 수량은 1 이상이어야 합니다.
          POST | /api/v1/orders | {"userId":1,"orderProducts":[]} | 400 | EMPTY_ORDER | 주문 항목은 1개 이상이어야 합니다.
          POST | /api/v1/orders | {"userId":1,"orderProducts":[{"productId":2,"quantity":1001}]} | 409 | OUT_OF_STOCK | 재고가 부족합니다.
          POST | /api/v1/orders | {"userId":1,"userCouponId":0,"orderProducts":[{"productId":1,"quantity":1}]} | 400 | INVALID_COUPON_ID | 유효하지 않은 쿠폰 ID입니다.
          POST | /api/v1/orders | {"userId":1,"userCouponId":7,"orderProducts":[{"productId":1,"quantity":1}]} | 409 | COUPON_NOT_OWNED | 해당 쿠폰을 보유하고 있지 않습니다.
          POST | /api/v1/orders | {"userId":5,"orderProducts":[{"productId":4,"quantity":900}]} | 409 | INSUFFICIENT_POINTS | 포인트가 부족합니다.
          POST | /api/v1/users/4/points/charge | {"amount":0} | 400 | INVALID_AMOUNT | 충전 금액은 1 이상 1,000,000 이하여야 합니다.
          POST | /api/v1/users/4/points/charge | {"amount":1000001} | 400 | INVALID_AMOUNT | 충전 금액은 1 이상 1,000,000 이하여야 합니다.
          POST | /api/v1/users/99/points/charge | {"amount":1} | 404 | USER_NOT_FOUND | 사용자를 찾을 수 없습니다.
          GET | /api/v1/orders/12345 | '' | 404 | ORDER_NOT_FOUND | 주문을 찾을 수 없습니다.
          POST | /api/v1/orders/12345/payments | {} | 404 | ORDER_NOT_FOUND | 주문을 찾을 수 없습니다.
          """)
  void refusalsAreInTheWordsOfTheRequirements(
      String method, String path, String body, int status, String error, String detail) {
    JsonNode problem = json(exchange(method, path, body, status));

    assertThat(problem.get("error").asText()).isEqualTo(error);
    assertThat(problem.get("detail").asText()).isEqualTo(detail);
    assertThat(problem.get("message").asText())
        .isEqualTo(status == 409 ? POLICY : status == 404 ? MISSING : WRONG);
  }

  @Test
  void refusalsOfChargesAndOrdersInTheWrongState() {
    for (int i = 0; i < 99; i++) {
      post("/api/v1/users/4/points/charge", "{\"amount\":1000000}", 200);
    }
    JsonNode limit = json(exchange("POST", "/api/v1/users/4/points/charge", "{\"amount\":1}", 409));
    assertThat(limit.get("error").asText()).isEqualTo("POINT_LIMIT_EXCEEDED");
    assertThat(limit.get("detail").asText()).isEqualTo("보유 가능한 포인트 한도를 초과했습니다.");

    JsonNode paid = post("/api/v1/orders", order(4, 3, 1), 201);
    String order = "/api/v1/orders/" + paid.get("orderId").asLong();
    JsonNode twice = json(exchange("POST", order + "/payments", "{}", 409));
    assertThat(twice.get("error").asText()).isEqualTo("ORDER_STATE_CONFLICT");
    assertThat(twice.get("detail").asText()).isEqualTo("현재 주문 상태에서 처리할 수 없는 요청입니다.");
    post(order + "/cancel", "", 200);
    assertThat(json(exchange("POST", order + "/cancel", "", 409)).get("error").asText())
        .isEqualTo("ORDER_STATE_CONFLICT");
  }

  private static String order(long user, long product, int quantity) {
    return "{\"userId\":%d,\"orderProducts\":[{\"productId\":%d,\"quantity\":%d}]}"
        .formatted(user, product, quantity);
  }

  private static String pending(long user, long product, int quantity) {
    return order(user, product, quantity).replaceFirst("}$", ",\"pay\":false}");
  }

  private JsonNode get(String path, int status) {
    return send("GET", path, "", status);
  }

  private JsonNode post(String path, String body, int status) {
    return send("POST", path, body, status);
  }

  private JsonNode send(String method, String path, String body, int status) {
    return json(exchange(method, path, body, status)).get("data");
  }

  /** The first event of a stream, held against the document. */
  private void stream(String path) {
    try (Events events = Events.of(server.port(), path)) {
      await().until(() -> !events.data().isEmpty());
      contract.check(events);
    }
  }

  /** Sends, expects the status, and holds the answer against the document. */
  private String exchange(String method, String path, String body, int status, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
    if (body.isEmpty()) {
      request.method(method, HttpRequest.BodyPublishers.noBody());
    } else {
      request
          .method(method, HttpRequest.BodyPublishers.ofString(body))
          .header("Content-Type", "application/json");
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      HttpResponse<String> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
      contract.check(Contract.Exchange.of(response, body));
      return response.body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
