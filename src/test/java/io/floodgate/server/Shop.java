package io.floodgate.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

/** What customers of a server do, for tests that are about what comes of it. */
public final class Shop {

  private final Client client;

  public Shop(TestServer server) {
    this.client = server.client();
  }

  /** The data of an answer with this status; any other is a failed test. */
  public JsonNode get(String path) {
    return expect(200, client.get(path));
  }

  public JsonNode post(int status, String path, String body) {
    return expect(status, client.post(path, body));
  }

  /** One line of an order or a refund. */
  public static String line(long product, int quantity) {
    return "{\"productId\":%d,\"quantity\":%d}".formatted(product, quantity);
  }

  /** An order that is paid at once. */
  public JsonNode buy(long user, String... lines) {
    return order(user, true, "", lines);
  }

  /** An order that waits for its payment. */
  public JsonNode reserve(long user, String... lines) {
    return order(user, false, "", lines);
  }

  /** An order that uses a coupon and is paid at once. */
  public JsonNode buyWith(Request.Coupon coupon, long user, String... lines) {
    return order(user, true, ",\"userCouponId\":" + coupon.userCouponId(), lines);
  }

  /** An order that uses a coupon and waits for its payment. */
  public JsonNode reserveWith(Request.Coupon coupon, long user, String... lines) {
    return order(user, false, ",\"userCouponId\":" + coupon.userCouponId(), lines);
  }

  public JsonNode pay(JsonNode order) {
    return post(201, "/api/v1/orders/" + order.path("orderId") + "/payments", null);
  }

  public JsonNode cancel(JsonNode order) {
    return post(200, "/api/v1/orders/" + order.path("orderId") + "/cancel", null);
  }

  /**
   * @param lines what is returned; none for all that is left
   */
  public JsonNode refund(JsonNode order, String... lines) {
    return post(201, "/api/v1/payments/" + order.path("paymentId") + "/refunds", returning(lines));
  }

  /** The body of a refund. */
  public static String returning(String... lines) {
    return lines.length == 0
        ? "{\"reason\":\"단순 변심\"}"
        : "{\"reason\":\"단순 변심\",\"items\":[" + String.join(",", lines) + "]}";
  }

  public long points(long user) {
    return get("/api/v1/users/" + user + "/points").path("balance").asLong();
  }

  public long stock(long product) {
    return get("/api/v1/products/" + product).path("stock").asLong();
  }

  private JsonNode order(long user, boolean pay, String coupon, String... lines) {
    return post(
        201,
        "/api/v1/orders",
        "{\"userId\":%d,\"pay\":%b,\"orderProducts\":[%s]%s}"
            .formatted(user, pay, String.join(",", lines), coupon));
  }

  private static JsonNode expect(int status, Client.Answer answer) {
    assertThat(answer.status()).as(answer.body().toString()).isEqualTo(status);
    return answer.data();
  }
}
