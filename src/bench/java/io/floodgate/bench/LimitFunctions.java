package io.floodgate.bench;

import static io.floodgate.bench.Plpgsql.bind;

import io.floodgate.order.OrderTable;
import io.floodgate.order.PaymentTable;
import io.floodgate.outbox.OutboxTable;
import io.floodgate.point.PointTable;
import io.floodgate.product.ProductTable;
import java.util.List;

/**
 * The server's transactions as functions in the database: the same statements, taken from the same
 * constants, and nothing around them. What is written is as long as what the server writes.
 */
final class LimitFunctions {

  private static final String SLOT =
      "(floor(extract(epoch FROM now()) / 3600)::bigint % 8)::smallint";
  private static final String TRACE = "rpad('00-', 55, '0')";
  private static final String ORDER_PAID = "rpad('{\"schemaVersion\":1,', 293, 'o')";
  private static final String PAYMENT_CAPTURED = "rpad('{\"schemaVersion\":1,', 184, 'p')";
  private static final String POINTS_CHANGED = "rpad('{\"schemaVersion\":1,', 205, 'u')";

  private LimitFunctions() {}

  /** In the order in which they must be created. */
  static List<String> all() {
    return List.of(TELL_ORDER, PLACE_ORDER, ORDERS, CHARGES);
  }

  /** The three events of one paid order. */
  private static final String TELL_ORDER =
      """
      CREATE FUNCTION bench_tell_order(v_order bigint, v_user bigint, v_version bigint)
      RETURNS void LANGUAGE plpgsql AS $f$
      BEGIN
        %s;
      END $f$
      """
          .formatted(
              bind(
                  OutboxTable.INSERT,
                  "ARRAY['POINT','ORDER','PAYMENT']",
                  "ARRAY[v_user, v_order, v_order + 1]",
                  "ARRAY[v_version, 1, 1]",
                  "ARRAY['PointsUsed','OrderPaid','PaymentCaptured']",
                  "array_fill(%s, ARRAY[3])".formatted(TRACE),
                  "ARRAY[%s, %s, %s]".formatted(POINTS_CHANGED, ORDER_PAID, PAYMENT_CAPTURED),
                  "now()",
                  SLOT));

  /** One order in one call: the same rows, one at a time. */
  private static final String PLACE_ORDER =
      """
      CREATE FUNCTION bench_place_order(v_order bigint, v_user bigint, v_product bigint)
      RETURNS void LANGUAGE plpgsql AS $f$
      DECLARE
        v_account record;
        v_bought record;
      BEGIN
        SELECT balance, version + 1 AS version INTO v_account
          FROM point_account WHERE user_id = v_user FOR UPDATE;
        SELECT name, price INTO v_bought FROM product WHERE id = v_product FOR UPDATE;
        INSERT INTO orders (id, user_id, status, subtotal, discount, total, payment_id, version, created_at)
        VALUES (v_order, v_user, 'PAID', v_bought.price, 0, v_bought.price, v_order + 1, 1, now());
        INSERT INTO order_item (order_id, position, product_id, name, price, quantity)
        VALUES (v_order, 0, v_product, v_bought.name, v_bought.price, 1);
        INSERT INTO payment (id, order_id, kind, amount, created_at)
        VALUES (v_order + 1, v_order, 'PAYMENT', v_bought.price, now());
        UPDATE point_account SET balance = balance - v_bought.price, version = v_account.version
         WHERE user_id = v_user;
        INSERT INTO point_entry (user_id, sequence, kind, amount, balance_after, order_id, payment_id, created_at)
        VALUES (v_user, v_account.version, 'USE', -v_bought.price, v_account.balance - v_bought.price,
                v_order, v_order + 1, now());
        UPDATE product SET stock = stock - 1 WHERE id = v_product;
        PERFORM bench_tell_order(v_order, v_user, v_account.version);
      END $f$
      """;

  /**
   * Users of this part that differ from each other, in {@code v_users}: a stride that is prime to
   * their number, from anywhere.
   */
  private static final String PICK_USERS =
      """
      v_start := floor(random() * 10000);
      SELECT array_agg(1 + v_part + v_parts * ((v_start + i * 37) % (10000 / v_parts))) INTO v_users
        FROM generate_series(1, v_size) i;
      """;

  private static final String LOCK_USERS =
      """
      SELECT array_agg(user_id), array_agg(balance), array_agg(version + 1)
        INTO v_users, v_balances, v_versions FROM (%s) locked;
      """
          .formatted(bind(PointTable.LOCK, "v_users"));

  private static String writePoints(String kind, String orders, String payments) {
    return """
    %s;
    %s;
    """
        .formatted(
            bind(PointTable.UPDATE, "v_users", "v_balances", "v_versions"),
            bind(
                PointTable.INSERT_ENTRIES,
                "v_users",
                "v_versions",
                fill("'%s'::text".formatted(kind)),
                "v_amounts",
                "v_balances",
                orders,
                payments,
                fill("v_now")));
  }

  private static String fill(String value) {
    return "array_fill(%s, ARRAY[v_size])".formatted(value);
  }

  /** Many orders of one unit in one transaction, each of another user, paid at once. */
  private static final String ORDERS =
      """
      CREATE FUNCTION bench_orders(v_first bigint, v_size integer, v_part integer, v_parts integer, v_hot boolean)
      RETURNS void LANGUAGE plpgsql AS $f$
      DECLARE
        v_now timestamptz := now();
        v_start bigint;
        v_users bigint[]; v_balances bigint[]; v_versions bigint[];
        v_wanted bigint[];
        v_products bigint[]; v_names text[]; v_prices bigint[]; v_stocks bigint[];
        v_at integer[];
        v_orders bigint[]; v_payments bigint[]; v_totals bigint[]; v_amounts bigint[]; v_bought text[];
        v_found integer;
      BEGIN
        %s
        SELECT array_agg(CASE WHEN v_hot THEN 1 ELSE 1 + v_part + v_parts * floor(random() * (100 / v_parts))::bigint END)
          INTO v_wanted FROM generate_series(1, v_size) i;
        %s
        SELECT array_agg(id), array_agg(name), array_agg(price), array_agg(stock)
          INTO v_products, v_names, v_prices, v_stocks FROM (%s) locked;
        FOR i IN 1..v_size LOOP
          v_found := array_position(v_products, v_wanted[i]);
          v_at[i] := v_found;
          v_stocks[v_found] := v_stocks[v_found] - 1;
        END LOOP;
        SELECT array_agg(v_first + 2 * i), array_agg(v_first + 2 * i + 1), array_agg(v_prices[v_at[i]]),
               array_agg(-v_prices[v_at[i]]), array_agg(v_names[v_at[i]]), array_agg(v_balances[i] - v_prices[v_at[i]])
          INTO v_orders, v_payments, v_totals, v_amounts, v_bought, v_balances FROM generate_series(1, v_size) i;
        %s;
        %s;
        %s;
        %s
        %s;
        %s;
      END $f$
      """
          .formatted(
              PICK_USERS,
              LOCK_USERS,
              bind(ProductTable.LOCK, "v_wanted"),
              bind(
                  OrderTable.INSERT,
                  "v_orders",
                  "v_users",
                  fill("'PAID'::text"),
                  "v_totals",
                  fill("0::bigint"),
                  "v_totals",
                  fill("NULL::bigint"),
                  "v_payments",
                  fill("1::bigint"),
                  fill("v_now"),
                  fill("NULL::timestamptz")),
              bind(
                  OrderTable.INSERT_ITEMS,
                  "v_orders",
                  fill("0::smallint"),
                  "v_wanted",
                  "v_bought",
                  "v_totals",
                  fill("1")),
              bind(
                  PaymentTable.INSERT,
                  "v_payments",
                  "v_orders",
                  fill("'PAYMENT'::text"),
                  "v_totals",
                  fill("NULL::bigint"),
                  fill("NULL::text"),
                  fill("v_now")),
              writePoints("USE", "v_orders", "v_payments"),
              bind(ProductTable.UPDATE_STOCK, "v_products", "v_stocks"),
              bind(
                  OutboxTable.INSERT,
                  "%s || %s || %s"
                      .formatted(
                          fill("'POINT'::text"), fill("'ORDER'::text"), fill("'PAYMENT'::text")),
                  "v_users || v_orders || v_payments",
                  "v_versions || array_fill(1::bigint, ARRAY[2 * v_size])",
                  "%s || %s || %s"
                      .formatted(
                          fill("'PointsUsed'::text"),
                          fill("'OrderPaid'::text"),
                          fill("'PaymentCaptured'::text")),
                  "array_fill(%s, ARRAY[3 * v_size])".formatted(TRACE),
                  "%s || %s || %s"
                      .formatted(fill(POINTS_CHANGED), fill(ORDER_PAID), fill(PAYMENT_CAPTURED)),
                  "v_now",
                  SLOT));

  /** Many charges of 100 points in one transaction, each of another user. */
  private static final String CHARGES =
      """
      CREATE FUNCTION bench_charges(v_size integer, v_part integer, v_parts integer)
      RETURNS void LANGUAGE plpgsql AS $f$
      DECLARE
        v_now timestamptz := now();
        v_start bigint;
        v_users bigint[]; v_balances bigint[]; v_versions bigint[]; v_amounts bigint[];
      BEGIN
        %s
        %s
        v_amounts := %s;
        SELECT array_agg(balance + 100) INTO v_balances FROM unnest(v_balances) AS balance;
        %s
        %s;
      END $f$
      """
          .formatted(
              PICK_USERS,
              LOCK_USERS,
              fill("100::bigint"),
              writePoints("CHARGE", fill("NULL::bigint"), fill("NULL::bigint")),
              bind(
                  OutboxTable.INSERT,
                  fill("'POINT'::text"),
                  "v_users",
                  "v_versions",
                  fill("'PointsCharged'::text"),
                  fill(TRACE),
                  fill(POINTS_CHANGED),
                  "v_now",
                  SLOT));
}
