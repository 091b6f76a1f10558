package io.floodgate.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.floodgate.base.Answered;
import io.floodgate.base.Failure;
import io.floodgate.base.Money;
import io.floodgate.base.ProductId;
import io.floodgate.base.UserCouponId;
import io.floodgate.base.UserId;
import io.floodgate.bus.Ask;
import io.floodgate.order.OrderAsk.Line;
import io.floodgate.order.OrderAsk.PlaceOrder;
import io.floodgate.order.OrderAsk.RefundPayment;
import io.floodgate.point.PointAsk.ChargePoints;
import io.floodgate.product.ProductAsk.ChangeProduct;
import io.floodgate.product.ProductAsk.ListProducts;
import io.floodgate.product.ProductFailure;
import io.floodgate.product.ProductSort;
import io.floodgate.product.ProductStatus;
import io.vertx.core.Future;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a well-behaved client's requests: which message is asked, what is answered. */
class HttpVerticleTest extends OneServer {

  private static final String ORDER =
      "{\"userId\":1,\"orderProducts\":[{\"productId\":3,\"quantity\":2}]}";

  @Test
  void anOrderIsReadAndAnsweredAsTheContractSays() {
    HttpResponse<String> response =
        server.post(
            "/api/v1/orders",
            "{\"userId\":5,\"userCouponId\":9,\"orderProducts\":"
                + "[{\"productId\":3,\"quantity\":2},{\"productId\":3,\"quantity\":1}],\"pay\":false}");

    assertThat(response.statusCode()).isEqualTo(201);
    assertThat(response.body())
        .startsWith(
            "{\"code\":201,\"status\":\"Created\",\"message\":\"리소스가 성공적으로 생성되었습니다.\",\"data\":{");
    assertThat(response.headers().firstValue("location")).contains("/api/v1/orders/77");
    assertThat(response.headers().firstValue("content-type")).contains("application/json");
    assertThat(response.headers().firstValue("cache-control")).contains("no-store");
    assertThat(response.headers().firstValue("x-content-type-options")).contains("nosniff");
    assertThat(message())
        .isEqualTo(
            new PlaceOrder(
                new UserId(5),
                Optional.of(new UserCouponId(9)),
                List.of(new Line(new ProductId(3), 3, "/orderProducts/0")),
                false,
                Optional.empty()));
  }

  @Test
  void anOrderIsPaidUnlessItSaysOtherwise() {
    server.post("/api/v1/orders", ORDER);
    assertThat(((PlaceOrder) message()).pay()).isTrue();
  }

  @Test
  void theOtherMessagesCarryWhatTheClientSaid() {
    server.post("/api/v1/users/4/points/charge", "{\"amount\":1000000}");
    assertThat(message())
        .isEqualTo(new ChargePoints(new UserId(4), Money.won(1_000_000), Optional.empty()));

    server.get("/api/v1/products?sort=-name&q=%ED%8E%9C&status=SOLD_OUT&page=2&size=7");
    assertThat(message())
        .isEqualTo(
            new ListProducts(
                ProductSort.NAME_BACKWARDS,
                Optional.of("펜"),
                Optional.of(ProductStatus.SOLD_OUT),
                7,
                Optional.empty(),
                OptionalInt.of(2)));

    server.patch("/api/v1/products/3", "{\"hidden\":true}");
    assertThat(message())
        .isEqualTo(
            new ChangeProduct(
                new ProductId(3), Optional.empty(), Optional.empty(), Optional.of(true)));

    server.post("/api/v1/payments/88/refunds", "{\"reason\":\"broken\"}");
    assertThat(((RefundPayment) message()).lines()).isEmpty();
  }

  @Test
  void aPageNumberAndACursorDoNotGoTogether() {
    assertThat(server.get("/api/v1/products?page=0&cursor=abc").statusCode()).isEqualTo(400);
    assertThat(server.received).isEmpty();
  }

  @Test
  void aRefusalIsAProblemInTheLanguageOfTheClient() {
    server.instead =
        _ ->
            Future.failedFuture(
                Failure.at("/orderProducts/0/quantity", ProductFailure.OUT_OF_STOCK));
    HttpResponse<String> korean = server.post("/api/v1/orders", ORDER);
    HttpResponse<String> english = server.post("/api/v1/orders", ORDER, "Accept-Language", "en");

    String traceId = traceId(korean);
    assertThat(korean.statusCode()).isEqualTo(409);
    assertThat(korean.headers().firstValue("content-type")).contains("application/problem+json");
    assertThat(korean.body())
        .isEqualTo(
            "{\"type\":\"/errors/out-of-stock\",\"title\":\"Out of stock\",\"status\":409,"
                + "\"code\":409,\"message\":\"비즈니스 정책을 위반한 요청입니다.\","
                + "\"detail\":\"재고가 부족합니다.\",\"error\":\"OUT_OF_STOCK\","
                + "\"instance\":\"/api/v1/orders\",\"traceId\":\""
                + traceId
                + "\",\"errors\":[{\"pointer\":\"/orderProducts/0/quantity\","
                + "\"detail\":\"재고가 부족합니다.\"}]}");
    assertThat(english.body()).contains("\"detail\":\"There is not enough stock.\"");
  }

  @Test
  void aFaultOfOursShowsNothingInternal() {
    server.instead = _ -> Future.failedFuture(new IllegalStateException("secret table missing"));
    HttpResponse<String> response = server.post("/api/v1/orders", ORDER);
    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(response.body())
        .contains("\"detail\":\"서버 내부 오류가 발생했습니다.\"")
        .doesNotContain("secret")
        .doesNotContain("Exception");
  }

  @Test
  void anAnswerThatCannotBeRenderedIsAFaultOfOurs() {
    server.instead = _ -> Future.succeededFuture(new Answered<>(new Unwritable(), false));
    assertThat(server.get("/ops/health/live").statusCode()).isEqualTo(200);
    assertThat(server.post("/api/v1/orders/1/cancel", "").statusCode()).isEqualTo(500);
  }

  @Test
  void traceAndDeadlineTravelWithTheMessage() {
    String given = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    HttpResponse<String> response = server.post("/api/v1/orders", ORDER, "traceparent", given);
    TestServer.Received received = server.received.element();

    assertThat(response.headers().firstValue("traceparent")).contains(given);
    assertThat(received.call().traceparent()).isEqualTo(given);
    assertThat(Duration.ofMillis(received.call().deadline().remainingMillis()))
        .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(5));
    assertThat(server.get("/nowhere", "traceparent", given).body())
        .contains("\"traceId\":\"4bf92f3577b34da6a3ce929d0e0e4736\"");
  }

  @Test
  void aProductIsNotSentAgainWhileItIsTheSame() {
    HttpResponse<String> first = server.get("/api/v1/products/3");
    String tag = first.headers().firstValue("etag").orElseThrow();
    HttpResponse<String> again = server.get("/api/v1/products/3", "If-None-Match", tag);
    HttpResponse<String> changed = server.get("/api/v1/products/3", "If-None-Match", "W/\"0\"");

    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(again.headers().firstValue("etag")).contains(tag);
    assertThat(changed.statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0", "-1", "x", "1.0", "01", "9007199254740992", "99999999999999999999", "%31x"})
  void anIdInAPathIsAPositiveInteger(String id) {
    HttpResponse<String> response = server.get("/api/v1/products/" + id);
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("INVALID_PRODUCT_ID");
    assertThat(server.received).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/api",
        "/api/v1",
        "/api/v1/nothing",
        "/docs/pom.xml",
        "/docs/..%2fx",
        "/ops"
      })
  void whatIsNotThereIsAProblemToo(String path) {
    HttpResponse<String> response = server.get(path);
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.body()).contains("ROUTE_NOT_FOUND");
  }

  @Test
  void aMethodThatIsNotThereNamesThoseThatAre() {
    HttpResponse<String> response =
        server.send(server.to("/api/v1/products/3").method("DELETE", BodyPublishers.noBody()));
    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("allow")).contains("GET, PATCH");
    assertThat(response.body()).contains("METHOD_NOT_ALLOWED");
  }

  @Test
  void theApiPageIsWholeWithoutAnyOtherServer() {
    String page = server.get("/docs").body();
    Matcher links = Pattern.compile("(?:src|href)=\"([^\"]+)\"").matcher(page);
    int found = 0;
    while (links.find()) {
      assertThat(links.group(1)).doesNotContain("//");
      assertThat(server.get('/' + links.group(1)).statusCode()).as(links.group(1)).isEqualTo(200);
      found++;
    }
    assertThat(found).isEqualTo(4);
    HttpResponse<String> slash = server.get("/docs/");
    assertThat(slash.statusCode()).isEqualTo(301);
    assertThat(slash.uri().resolve(slash.headers().firstValue("location").orElseThrow()))
        .isEqualTo(server.uri("/docs"));
    assertThat(server.get("/docs/initializer.js").body())
        .contains("openapi.yaml")
        .contains("validatorUrl: null");
    assertThat(server.get("/openapi.yaml").body()).contains("openapi: 3.1.0");
  }

  private Ask<?> message() {
    return server.received.remove().message();
  }

  private static String traceId(HttpResponse<String> response) {
    return response.headers().firstValue("traceparent").orElseThrow().substring(3, 35);
  }

  /** Jackson has nothing to write of it. */
  private static final class Unwritable {}
}
