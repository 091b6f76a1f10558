package io.floodgate.server;

import java.util.concurrent.CompletableFuture;

/** What clients of the shop ask for: a POST that moves money or stock. */
public record Request(String path, String body) {

  private static final String API = "/api/v1";

  /** An order that is paid at once. */
  public static Request order(long user, Line... lines) {
    return placing(user, true, lines);
  }

  /** An order that is to be paid later. */
  public static Request unpaidOrder(long user, Line... lines) {
    return placing(user, false, lines);
  }

  private static Request placing(long user, boolean pay, Line... lines) {
    return new Request(
        API + "/orders",
        "{\"userId\":%d,\"orderProducts\":%s,\"pay\":%s}".formatted(user, Line.json(lines), pay));
  }

  public static Request pay(long order) {
    return new Request(API + "/orders/" + order + "/payments", null);
  }

  public static Request cancel(long order) {
    return new Request(API + "/orders/" + order + "/cancel", null);
  }

  /** Gives all that is left of a payment back. */
  public static Request refund(long payment) {
    return new Request(API + "/payments/" + payment + "/refunds", "{\"reason\":\"broken\"}");
  }

  public static Request refund(long payment, Line... lines) {
    return new Request(
        API + "/payments/" + payment + "/refunds",
        "{\"reason\":\"broken\",\"items\":%s}".formatted(Line.json(lines)));
  }

  public static Request charge(long user, long amount) {
    return new Request(
        API + "/users/" + user + "/points/charge", "{\"amount\":%d}".formatted(amount));
  }

  public static Request restock(long product, long quantity) {
    return new Request(
        API + "/products/" + product + "/restock", "{\"quantity\":%d}".formatted(quantity));
  }

  public static Request createProduct(String name, long price, long stock) {
    return new Request(
        API + "/products",
        "{\"name\":\"%s\",\"price\":%d,\"stock\":%d}".formatted(name, price, stock));
  }

  /** An order that is paid at once and uses a coupon. */
  public static Request order(long user, Coupon coupon, Line... lines) {
    return placing(user, coupon, true, lines);
  }

  /** An order that uses a coupon and is to be paid later. */
  public static Request unpaidOrder(long user, Coupon coupon, Line... lines) {
    return placing(user, coupon, false, lines);
  }

  private static Request placing(long user, Coupon coupon, boolean pay, Line... lines) {
    return new Request(
        API + "/orders",
        "{\"userId\":%d,\"userCouponId\":%d,\"orderProducts\":%s,\"pay\":%s}"
            .formatted(user, coupon.userCouponId, Line.json(lines), pay));
  }

  /** A coupon that a user was issued. */
  public record Coupon(long userCouponId) {}

  public static Request issue(long coupon, long user) {
    return new Request(API + "/coupons/" + coupon + "/issue", "{\"userId\":%d}".formatted(user));
  }

  public CompletableFuture<Client.Answer> sendTo(Client client) {
    return client.postAsync(path, body);
  }

  public CompletableFuture<Client.Answer> sendTo(Client client, String key) {
    return client.postAsync(path, body, "Idempotency-Key", key);
  }
}
