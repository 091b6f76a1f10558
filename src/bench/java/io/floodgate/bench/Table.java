package io.floodgate.bench;

import io.floodgate.bench.Wrk.Expected;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The rows of the table, in its order. */
final class Table {

  private static final Load ORDERS = order("order-spread-200", 200, Map.of("HOT", ""));

  static final List<Row> ROWS =
      List.of(
          new Row(
              "order-spread-200",
              "order and pay, 100 products, 200 connections",
              ORDERS,
              Optional.of(
                  new PgBench("pgbench-orders-of-50", "orders", 50, Map.of("hot", "false"))),
              new Goal.Ratio(0.5),
              List.of(
                  new PgBench("pgbench-order-in-11-statements", "naive", 1, Map.of()),
                  new PgBench("pgbench-order-in-one-call", "one-call", 1, Map.of())),
              Peers.ORDERS_SPREAD),
          new Row(
              "order-spread-40",
              "the same at 40 connections",
              order("order-spread-40", 40, Map.of("HOT", "")),
              Optional.empty(),
              new Goal.P95(10),
              List.of(),
              Peers.ORDERS_AT_40),
          new Row(
              "order-hot-200",
              "order and pay, one hot product",
              order("order-hot-200", 200, Map.of("HOT", "1")),
              Optional.of(ORDERS),
              new Goal.Ratio(0.8),
              List.of(),
              Peers.ORDERS_HOT),
          new Row(
              "coupon-issued-200",
              "coupon issued, committed before the 204",
              new Kept(
                  new Wrk(
                      "coupon-issued-200",
                      "coupon",
                      200,
                      Expected.SUCCESS,
                      Rig::serverUrl,
                      rig -> coupon(rig, rig.coupons().plenty())),
                  "SELECT count(*) FROM user_coupon"),
              Optional.of(new RedisBenchmark("redis-evalsha-admits", 1_000_000_000)),
              new Goal.Ratio(0.2),
              List.of(),
              Peers.COUPONS),
          new Row(
              "coupon-sold-out-200",
              "coupon refused, sold out",
              soldOut("coupon-sold-out-200", Expected.REFUSAL, Rig::serverUrl),
              Optional.of(soldOut("bare-router-post", Expected.SUCCESS, Rig::bareUrl)),
              new Goal.Ratio(0.5),
              List.of(new RedisBenchmark("redis-evalsha-refuses", 1)),
              Peers.REFUSALS),
          new Row(
              "charge-200",
              "points charged",
              new Kept(
                  get("charge-200", "charge", Rig::serverUrl),
                  "SELECT count(*) FROM point_entry WHERE kind = 'CHARGE'"),
              Optional.of(new PgBench("pgbench-charges-of-50", "charges", 50, Map.of())),
              new Goal.Ratio(0.5),
              List.of(),
              Peers.CHARGES),
          new Row(
              "product-200",
              "product detail with the stock of now",
              get("product-200", "product", Rig::serverUrl),
              Optional.of(get("bare-primary-key-read", "product", Rig::bareUrl)),
              new Goal.Ratio(0.9),
              List.of(),
              Peers.PRODUCTS),
          new Row(
              "top-200",
              "best sellers",
              get("top-200", "top", Rig::serverUrl),
              Optional.of(get("bare-router-get", "top", Rig::bareUrl)),
              new Goal.Ratio(0.8),
              List.of(),
              Peers.TOP));

  private Table() {}

  private static Load order(String name, int connections, Map<String, String> variables) {
    return new Kept(
        new Wrk(name, "order", connections, Expected.SUCCESS, Rig::serverUrl, rig -> variables),
        "SELECT count(*) FROM orders");
  }

  private static Load get(String name, String script, Function<Rig, String> target) {
    return new Wrk(name, script, 200, Expected.SUCCESS, target, rig -> Map.of());
  }

  private static Load soldOut(String name, Expected expected, Function<Rig, String> target) {
    return new Wrk(
        name, "coupon", 200, expected, target, rig -> coupon(rig, rig.coupons().soldOut()));
  }

  private static Map<String, String> coupon(Rig rig, long id) {
    return Map.of("COUPON", "" + id, "USERS", "" + rig.users() / 2);
  }
}
