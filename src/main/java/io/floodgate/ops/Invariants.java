package io.floodgate.ops;

import io.floodgate.db.Transactions;
import io.floodgate.db.Tx;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * What must hold in the database, each as a query that finds the rows that break it. All of them
 * see one snapshot, so that orders placed meanwhile break nothing.
 */
public final class Invariants {

  private static final String SNAPSHOT =
      "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY";

  /**
   * Before the first query, which takes the snapshot: TRUNCATE takes rows from older snapshots too.
   */
  private static final String KEEP = "LOCK TABLE outbox IN ACCESS SHARE MODE";

  /** Each finds one column, {@code violation}: the row at fault, for a person. */
  private static final Map<String, String> QUERIES = new LinkedHashMap<>();

  static {
    QUERIES.put(
        "points.balance-is-sum-of-ledger",
        """
        SELECT format('user %s: balance %s, ledger %s', a.user_id, a.balance, coalesce(e.total, 0))
               AS violation
          FROM point_account a
          LEFT JOIN (SELECT user_id, sum(amount) AS total FROM point_entry GROUP BY user_id) e
               ON e.user_id = a.user_id
         WHERE a.balance <> coalesce(e.total, 0)
        """);
    QUERIES.put(
        "points.balance-not-negative",
        """
        SELECT format('user %s: balance %s', user_id, balance) AS violation
          FROM point_account WHERE balance < 0
        """);
    QUERIES.put(
        "points.ledger-is-a-chain",
        """
        SELECT format('user %s, entry %s', user_id, sequence) AS violation
          FROM (SELECT user_id, sequence, amount, balance_after,
                       lag(balance_after, 1, 0::bigint) OVER chain AS balance_before,
                       lag(sequence, 1, 0::bigint) OVER chain AS previous
                  FROM point_entry WINDOW chain AS (PARTITION BY user_id ORDER BY sequence)) entry
         WHERE balance_after <> balance_before + amount OR sequence <> previous + 1
        """);
    QUERIES.put(
        "stock.not-negative",
        "SELECT format('product %s: stock %s', id, stock) AS violation FROM product WHERE stock <"
            + " 0");
    QUERIES.put(
        "stock.adds-up",
        """
        SELECT format('product %s: came in %s, held by orders %s, stock %s',
                      coalesce(p.id, held.product_id), p.stocked, coalesce(held.quantity, 0), p.stock)
               AS violation
          FROM product p
          FULL JOIN (SELECT i.product_id, sum(i.quantity - i.refunded_quantity) AS quantity
                       FROM orders o JOIN order_item i ON i.order_id = o.id
                      WHERE o.status IN ('PENDING_PAYMENT', 'PAID') GROUP BY i.product_id) held
               ON held.product_id = p.id
         WHERE p.id IS NULL OR p.stock <> p.stocked - coalesce(held.quantity, 0)
        """);
    QUERIES.put(
        "orders.sums-are-right",
        """
        SELECT format('order %s', o.id) AS violation
          FROM orders o
          LEFT JOIN (SELECT order_id, sum(price * quantity) AS subtotal
                       FROM order_item GROUP BY order_id) i ON i.order_id = o.id
         WHERE o.subtotal IS DISTINCT FROM i.subtotal OR o.total <> o.subtotal - o.discount
            OR o.discount NOT BETWEEN 0 AND o.subtotal OR o.total < 0
        """);
    QUERIES.put(
        "orders.paid-by-one-payment-of-the-total",
        """
        SELECT format('order %s (%s): %s payments of %s, total %s',
                      coalesce(o.id, p.order_id), o.status, coalesce(p.payments, 0), coalesce(p.paid, 0), o.total)
               AS violation
          FROM orders o
          FULL JOIN (SELECT order_id, count(*) AS payments, sum(amount) AS paid, min(id) AS id
                       FROM payment WHERE kind = 'PAYMENT' GROUP BY order_id) p ON p.order_id = o.id
         WHERE o.id IS NULL
            OR CASE WHEN o.status IN ('PAID', 'REFUNDED')
                      OR o.status = 'CANCELLED' AND o.payment_id IS NOT NULL
                    THEN p.payments IS DISTINCT FROM 1 OR p.paid <> o.total
                         OR p.id IS DISTINCT FROM o.payment_id
                    ELSE p.payments IS NOT NULL OR o.payment_id IS NOT NULL END
        """);
    QUERIES.put(
        "orders.refunds-within-payment",
        """
        SELECT format('order %s: total %s, refunded %s, refunds %s',
                      o.id, o.total, o.refunded, coalesce(r.refunds, 0)) AS violation
          FROM orders o
          LEFT JOIN (SELECT order_id, sum(amount) AS refunds
                       FROM payment WHERE kind = 'REFUND' GROUP BY order_id) r ON r.order_id = o.id
         WHERE o.refunded <> coalesce(r.refunds, 0) OR o.refunded > o.total
        """);
    QUERIES.put(
        "orders.refunds-are-of-their-payment",
        """
        SELECT format('refund %s of order %s: %s, its items %s', r.id, r.order_id, r.amount,
                      i.amount) AS violation
          FROM payment r
          LEFT JOIN orders o ON o.id = r.order_id
          LEFT JOIN (SELECT refund_id, sum(amount) AS amount
                       FROM refund_item GROUP BY refund_id) i ON i.refund_id = r.id
         WHERE r.kind = 'REFUND'
           AND (r.refund_of IS DISTINCT FROM o.payment_id OR r.amount IS DISTINCT FROM i.amount)
        """);
    QUERIES.put(
        "orders.refunded-items-were-bought",
        """
        SELECT format('order %s, product %s: refunded %s', coalesce(i.order_id, r.order_id),
                      coalesce(i.product_id, r.product_id), i.refunded_quantity) AS violation
          FROM order_item i
          FULL JOIN (SELECT p.order_id, r.product_id, sum(r.quantity) AS quantity
                       FROM refund_item r JOIN payment p ON p.id = r.refund_id
                      GROUP BY p.order_id, r.product_id) r
               ON r.order_id = i.order_id AND r.product_id = i.product_id
         WHERE i.order_id IS NULL OR i.refunded_quantity <> coalesce(r.quantity, 0)
            OR i.refunded_quantity NOT BETWEEN 0 AND i.quantity
        """);
    QUERIES.put(
        "orders.closed-hold-nothing",
        """
        SELECT format('order %s (%s): total %s, refunded %s', id, status, total, refunded)
               AS violation
          FROM orders
         WHERE status = 'REFUNDED' AND refunded <> total
            OR status = 'CANCELLED' AND payment_id IS NOT NULL AND refunded <> total
            OR status IN ('PENDING_PAYMENT', 'EXPIRED') AND refunded <> 0
            OR (status = 'PENDING_PAYMENT') <> (expires_at IS NOT NULL)
            OR (status = 'REFUNDED' OR status = 'CANCELLED' AND payment_id IS NOT NULL)
               AND EXISTS (SELECT FROM order_item
                            WHERE order_id = orders.id AND refunded_quantity <> quantity)
        """);
    QUERIES.put(
        "orders.points-moved-as-paid",
        """
        SELECT format('payment %s: %s, ledger %s', coalesce(p.id, e.payment_id), p.amount, e.amount) AS violation
          FROM (SELECT payment.id, o.user_id,
                       CASE kind WHEN 'PAYMENT' THEN -amount ELSE amount END AS amount
                  FROM payment LEFT JOIN orders o ON o.id = payment.order_id) p
          FULL JOIN (SELECT payment_id, user_id, sum(amount) AS amount
                       FROM point_entry WHERE kind <> 'CHARGE' GROUP BY payment_id, user_id) e
               ON e.payment_id = p.id AND e.user_id = p.user_id
         WHERE coalesce(p.amount, 0) <> coalesce(e.amount, 0) OR p.id IS NULL
        """);
    QUERIES.put(
        "orders.changes-of-state-are-legal",
        """
        SELECT format('order %s, version %s: %s after %s', aggregate_id, version, type, before)
               AS violation
          FROM (SELECT aggregate_id, version, type, lag(type) OVER chain AS before
                  FROM outbox WHERE aggregate = 'ORDER'
                WINDOW chain AS (PARTITION BY aggregate_id ORDER BY version)) step
         WHERE CASE WHEN version = 1 THEN type NOT IN ('OrderPlaced', 'OrderPaid')
                    WHEN before IS NULL THEN false
                    WHEN before = 'OrderPlaced'
                    THEN type NOT IN ('OrderPaid', 'OrderCancelled', 'OrderExpired')
                    WHEN before IN ('OrderPaid', 'OrderRefunded')
                    THEN type NOT IN ('OrderRefunded', 'OrderCancelled')
                    ELSE true END
        """);
    QUERIES.put(
        "orders.state-is-what-was-told",
        """
        SELECT format('order %s is %s after %s', id, status, told) AS violation
          FROM (SELECT o.id, o.status, e.type AS told
                  FROM orders o
                  JOIN outbox e ON e.aggregate = 'ORDER' AND e.aggregate_id = o.id
                               AND e.version = o.version) newest
         WHERE status <> CASE told WHEN 'OrderPlaced' THEN 'PENDING_PAYMENT'
                                   WHEN 'OrderPaid' THEN 'PAID'
                                   WHEN 'OrderCancelled' THEN 'CANCELLED'
                                   WHEN 'OrderExpired' THEN 'EXPIRED'
                                   WHEN 'OrderRefunded'
                                   THEN CASE status WHEN 'PAID' THEN 'PAID' ELSE 'REFUNDED' END
                                   ELSE '' END
        """);
    QUERIES.put(
        "orders.expire-in-time",
        """
        SELECT format('order %s expired at %s', id, expires_at) AS violation
          FROM orders
         WHERE status = 'PENDING_PAYMENT' AND expires_at < now() - interval '1 minute'
        """);
    QUERIES.put(
        "coupons.issued-within-total",
        """
        SELECT format('coupon %s: issued %s, revoked %s, total %s', id, issued, revoked,
                      total_quantity) AS violation
          FROM coupon
         WHERE issued - revoked > total_quantity OR revoked NOT BETWEEN 0 AND issued
        """);
    QUERIES.put(
        "coupons.issued-are-rows",
        """
        SELECT format('coupon %s: issued %s, rows %s; revoked %s, rows %s',
                      coalesce(c.id, u.coupon_id), c.issued, coalesce(u.issued, 0), c.revoked,
                      coalesce(u.revoked, 0)) AS violation
          FROM coupon c
          FULL JOIN (SELECT coupon_id, count(*) AS issued, count(revoked_at) AS revoked
                       FROM user_coupon GROUP BY coupon_id) u ON u.coupon_id = c.id
         WHERE c.id IS NULL OR c.issued <> coalesce(u.issued, 0)
            OR c.revoked <> coalesce(u.revoked, 0)
        """);
    QUERIES.put(
        "coupons.one-per-user",
        """
        SELECT format('coupon %s, user %s: %s', coupon_id, user_id, count(*)) AS violation
          FROM user_coupon GROUP BY coupon_id, user_id HAVING count(*) > 1
        """);
    QUERIES.put(
        "coupons.sequence-is-dense",
        """
        SELECT format('coupon %s: %s of %s sequences, from %s to %s', coupon_id,
                      count(DISTINCT sequence), count(*), min(sequence), max(sequence)) AS violation
          FROM user_coupon GROUP BY coupon_id
        HAVING min(sequence) <> 1 OR max(sequence) <> count(*)
            OR count(DISTINCT sequence) <> count(*)
        """);
    QUERIES.put(
        "coupons.used-by-one-order-of-the-same-user",
        """
        SELECT format('user''s coupon %s is used by order %s, open order %s uses %s', c.id,
                      c.order_id, o.id, o.user_coupon_id) AS violation
          FROM (SELECT id, user_id, order_id, revoked_at
                  FROM user_coupon WHERE order_id IS NOT NULL) c
          FULL JOIN (SELECT id, user_id, user_coupon_id FROM orders
                      WHERE user_coupon_id IS NOT NULL
                        AND status IN ('PENDING_PAYMENT', 'PAID')) o
               ON o.id = c.order_id AND o.user_coupon_id = c.id
         WHERE c.id IS NULL OR o.id IS NULL OR c.user_id <> o.user_id OR c.revoked_at IS NOT NULL
        """);
    // What the coupon takes off is worked out again: its terms never change, nor do the items.
    QUERIES.put(
        "coupons.discounts-are-theirs",
        """
        SELECT format('order %s of %s: discount %s, coupon %s', o.id, o.subtotal, o.discount, c.id)
               AS violation
          FROM orders o
          LEFT JOIN user_coupon u ON u.id = o.user_coupon_id AND u.user_id = o.user_id
          LEFT JOIN coupon c ON c.id = u.coupon_id
          LEFT JOIN LATERAL (
                 SELECT coalesce(sum(i.price * i.quantity), 0) AS amount FROM order_item i
                  WHERE i.order_id = o.id
                    AND (c.product_ids = '{}' OR i.product_id = ANY (c.product_ids))) reduced
               ON c.id IS NOT NULL
         WHERE (o.user_coupon_id IS NOT NULL OR o.discount <> 0)
           AND (o.discount IS DISTINCT FROM
                  least(reduced.amount,
                        CASE c.discount_type
                        WHEN 'FIXED' THEN c.discount_value
                        ELSE least(div(reduced.amount * c.discount_value, 100), c.max_discount) END)
                OR reduced.amount = 0 OR o.subtotal < c.min_order_amount)
        """);
    // What was removed after it was sent cannot be compared; of one thing, the oldest go first.
    QUERIES.put(
        "events.each-change-has-its-own",
        """
        SELECT format('%s %s: version %s, newest event %s of %s',
                      coalesce(thing.aggregate, event.aggregate), coalesce(thing.id, event.aggregate_id),
                      thing.version, event.newest, event.events) AS violation
          FROM (SELECT 'ORDER' AS aggregate, id, version, created_at AS since FROM orders
                UNION ALL SELECT 'POINT', a.user_id, a.version, e.created_at
                            FROM point_account a
                            LEFT JOIN point_entry e
                                   ON e.user_id = a.user_id AND e.sequence = a.version
                           WHERE a.version > 0
                UNION ALL SELECT 'PRODUCT', id, version, created_at FROM product
                UNION ALL SELECT 'COUPON', id, version, created_at FROM coupon
                UNION ALL SELECT 'USER_COUPON', id, version, issued_at FROM user_coupon
                UNION ALL SELECT 'PAYMENT', coalesce(refund_of, id), count(*), max(created_at)
                            FROM payment GROUP BY coalesce(refund_of, id)) thing
          FULL JOIN (SELECT aggregate, aggregate_id, max(version) AS newest,
                            min(version) AS oldest, count(*) AS events,
                            count(DISTINCT version) AS versions
                       FROM outbox GROUP BY aggregate, aggregate_id) event
               ON event.aggregate = thing.aggregate AND event.aggregate_id = thing.id
         WHERE CASE WHEN event.newest IS NULL
                    THEN thing.since > (SELECT until + interval '1 minute' FROM outbox_removed)
                         IS NOT FALSE
                    ELSE event.newest IS DISTINCT FROM thing.version
                         OR event.events <> event.newest - event.oldest + 1
                         OR event.versions <> event.events END
        """);
    QUERIES.put(
        "idempotency.kept-answers-are-true",
        """
        SELECT format('key %s of user %s', k.key, k.scope) AS violation
          FROM (SELECT key, scope, answer::json AS answer FROM idempotency) k
         WHERE (k.answer->>'orderId') IS NOT NULL
           AND NOT EXISTS (SELECT FROM orders o WHERE o.id = (k.answer->>'orderId')::bigint
                              AND o.user_id = k.scope)
            OR (k.answer->>'productId') IS NOT NULL
           AND NOT EXISTS (SELECT FROM product p WHERE p.id = (k.answer->>'productId')::bigint)
            OR (k.answer->>'paymentId') IS NOT NULL
           AND NOT EXISTS (SELECT FROM payment p WHERE p.id = (k.answer->>'paymentId')::bigint)
            OR (k.answer->>'couponId') IS NOT NULL
           AND NOT EXISTS (SELECT FROM coupon c WHERE c.id = (k.answer->>'couponId')::bigint)
            OR (k.answer->>'userCouponId') IS NOT NULL
           AND NOT EXISTS (SELECT FROM user_coupon u
                            WHERE u.id = (k.answer->>'userCouponId')::bigint
                              AND u.user_id = k.scope
                              AND u.coupon_id
                                  = coalesce((k.answer->>'couponId')::bigint, u.coupon_id))
        """);
  }

  private Invariants() {}

  static Map<String, String> queries() {
    return QUERIES;
  }

  /**
   * Checks all of those that the database alone can break; a broken one is part of the report. The
   * gates in Redis are compared by {@link GateInvariant}, Kafka by {@link EventInvariants}.
   */
  public static Future<InvariantReport> check(Transactions transactions) {
    return check(transactions, _ -> {});
  }

  /**
   * The same.
   *
   * @param progress told after each query how many of {@link #count} are done, on an event loop
   */
  public static Future<InvariantReport> check(Transactions transactions, IntConsumer progress) {
    return transactions
        .run(
            tx ->
                tx.run(SNAPSHOT)
                    .compose(set -> tx.run(KEEP))
                    .compose(kept -> checkAll(tx, progress)))
        .map(InvariantReport::of);
  }

  /** How many queries a check runs. */
  public static int count() {
    return QUERIES.size();
  }

  static Future<List<Invariant>> checkAll(Tx tx) {
    return checkAll(tx, _ -> {});
  }

  private static Future<List<Invariant>> checkAll(Tx tx, IntConsumer progress) {
    Future<List<Invariant>> found = Future.succeededFuture(new ArrayList<>());
    for (Map.Entry<String, String> query : QUERIES.entrySet()) {
      found =
          found.compose(
              earlier ->
                  check(tx, query.getKey(), query.getValue())
                      .map(
                          invariant -> {
                            earlier.add(invariant);
                            progress.accept(earlier.size());
                            return earlier;
                          }));
    }
    return found;
  }

  private static Future<Invariant> check(Tx tx, String name, String query) {
    return tx.run(
            "SELECT count(*), coalesce((array_agg(violation))[1:5], '{}') FROM ("
                + query
                + ") AS broken")
        .map(
            rows -> {
              Row row = rows.iterator().next();
              return new Invariant(name, row.getLong(0), List.of(row.getArrayOfStrings(1)));
            });
  }
}
