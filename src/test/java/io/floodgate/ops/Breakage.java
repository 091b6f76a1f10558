package io.floodgate.ops;

import java.util.Arrays;
import java.util.stream.Stream;

/**
 * A way to break what must hold.
 *
 * @param sql one or more statements, with a semicolon between two
 */
record Breakage(String invariant, String sql) {

  /** At least one for each invariant, on a database whose orders went through every state. */
  static Stream<Breakage> all() {
    return Stream.of(
            breaking(
                "points.balance-is-sum-of-ledger",
                "UPDATE point_account SET balance = balance + 1 WHERE user_id = 5",
                "DELETE FROM point_entry WHERE user_id = 5"),
            breaking(
                "points.balance-not-negative",
                """
                ALTER TABLE point_account DROP CONSTRAINT point_balance_not_negative;
                UPDATE point_account SET balance = -1 WHERE user_id = 5
                """),
            breaking(
                "points.ledger-is-a-chain",
                "UPDATE point_entry SET balance_after = balance_after + 1 WHERE user_id = 5",
                "DELETE FROM point_entry WHERE user_id = 1 AND sequence = 2",
                "UPDATE point_entry SET sequence = sequence + 1 WHERE user_id = 5"),
            breaking(
                "stock.not-negative",
                """
                ALTER TABLE product DROP CONSTRAINT product_stock_not_negative;
                UPDATE product SET stock = -1 WHERE id = 5
                """),
            breaking(
                "stock.adds-up",
                "UPDATE product SET stock = stock - 1 WHERE id = 1",
                "UPDATE product SET stocked = stocked + 1 WHERE id = 5",
                "UPDATE order_item SET quantity = quantity + 1 " + of("PENDING_PAYMENT"),
                "UPDATE orders SET status = 'PAID' WHERE status = 'EXPIRED'",
                "DELETE FROM product WHERE id = 1"),
            breaking(
                "orders.sums-are-right",
                "UPDATE order_item SET price = price + 1 " + of("PAID"),
                "DELETE FROM order_item " + of("PAID"),
                """
                ALTER TABLE orders DROP CONSTRAINT order_sum;
                UPDATE orders SET total = total + 1 WHERE status = 'PAID'
                """,
                """
                ALTER TABLE orders DROP CONSTRAINT order_sum, DROP CONSTRAINT order_refund;
                UPDATE orders SET discount = subtotal + 1, total = -1 WHERE status = 'PAID'
                """),
            breaking(
                "orders.paid-by-one-payment-of-the-total",
                "DELETE FROM payment WHERE kind = 'PAYMENT'",
                "UPDATE payment SET amount = amount + 1 WHERE kind = 'PAYMENT'",
                "INSERT INTO payment SELECT 1, order_id, kind, amount, NULL, NULL, created_at"
                    + " FROM payment WHERE kind = 'PAYMENT' LIMIT 1",
                "UPDATE orders SET payment_id = NULL WHERE status = 'PAID'",
                "UPDATE orders SET payment_id = NULL WHERE status = 'CANCELLED'",
                "UPDATE orders SET payment_id = 1 WHERE status = 'REFUNDED'",
                "UPDATE orders SET status = 'EXPIRED' WHERE status = 'PAID'",
                "DELETE FROM orders WHERE status = 'PAID'"),
            breaking(
                "orders.refunds-within-payment",
                "UPDATE orders SET refunded = refunded + 1 WHERE status = 'PAID' AND total > 0",
                "UPDATE payment SET amount = amount + 1 WHERE kind = 'REFUND'",
                """
                ALTER TABLE orders DROP CONSTRAINT order_refund;
                UPDATE orders SET refunded = total + 1 WHERE status = 'REFUNDED'
                """),
            breaking(
                "orders.refunds-are-of-their-payment",
                "UPDATE payment SET refund_of = 1 WHERE kind = 'REFUND'",
                "UPDATE payment SET order_id = 1 WHERE kind = 'REFUND'",
                "UPDATE refund_item SET amount = amount + 1",
                "DELETE FROM refund_item"),
            breaking(
                "orders.refunded-items-were-bought",
                "UPDATE order_item SET refunded_quantity = 0 WHERE refunded_quantity > 0",
                "UPDATE order_item SET refunded_quantity = 1 " + of("PENDING_PAYMENT"),
                "UPDATE refund_item SET quantity = quantity + 1",
                "INSERT INTO refund_item SELECT id, 9, 5, 1, 0 FROM payment WHERE kind = 'REFUND'"),
            breaking(
                "orders.closed-hold-nothing",
                "UPDATE orders SET refunded = refunded - 1 WHERE status = 'REFUNDED' AND total > 0",
                "UPDATE orders SET refunded = 0 WHERE status = 'CANCELLED'",
                "UPDATE orders SET refunded = 1 WHERE status = 'EXPIRED'",
                "UPDATE orders SET expires_at = NULL WHERE status = 'PENDING_PAYMENT'",
                "UPDATE orders SET expires_at = now() WHERE status = 'PAID'",
                "UPDATE order_item SET refunded_quantity = 0 " + of("REFUNDED")),
            breaking(
                "orders.points-moved-as-paid",
                "DELETE FROM point_entry WHERE kind = 'USE'",
                "UPDATE point_entry SET amount = amount + 1 WHERE kind = 'REFUND'",
                "UPDATE point_entry SET payment_id = NULL WHERE kind = 'USE'",
                "UPDATE point_entry SET user_id = 5, sequence = sequence + 100"
                    + " WHERE kind = 'USE' AND user_id = 2"),
            breaking(
                "orders.changes-of-state-are-legal",
                told("OrderPaid", "OrderCancelled"),
                told("OrderRefunded", "OrderPlaced"),
                told("OrderExpired", "OrderRefunded"),
                """
                INSERT INTO outbox (aggregate, aggregate_id, version, type, traceparent, payload,
                                    created_at)
                SELECT aggregate, aggregate_id, version + 1, 'OrderPaid', '', '{}', now()
                  FROM outbox WHERE type = 'OrderExpired'
                """),
            breaking(
                "orders.state-is-what-was-told",
                "UPDATE orders SET status = 'EXPIRED' WHERE status = 'CANCELLED'",
                "UPDATE orders SET status = 'REFUNDED' WHERE status = 'PAID'",
                told("OrderExpired", "OrderCancelled")),
            breaking(
                "orders.expire-in-time",
                "UPDATE orders SET expires_at = now() - interval '61 seconds'"
                    + " WHERE status = 'PENDING_PAYMENT'"),
            breaking(
                "coupons.issued-within-total",
                """
                ALTER TABLE coupon DROP CONSTRAINT coupon_issued_within_total;
                UPDATE coupon SET issued = total_quantity + revoked + 1 WHERE total_quantity = 4
                """,
                """
                ALTER TABLE coupon DROP CONSTRAINT coupon_revoked_were_issued;
                UPDATE coupon SET issued = -1 WHERE total_quantity = 1
                """,
                """
                ALTER TABLE coupon DROP CONSTRAINT coupon_revoked_were_issued,
                                   DROP CONSTRAINT coupon_issued_within_total;
                UPDATE coupon SET revoked = -1 WHERE total_quantity = 4
                """,
                """
                ALTER TABLE coupon DROP CONSTRAINT coupon_revoked_were_issued;
                UPDATE coupon SET revoked = issued + 1 WHERE total_quantity = 4
                """),
            breaking(
                "coupons.issued-are-rows",
                "UPDATE coupon SET issued = issued - 1 WHERE total_quantity = 4",
                "UPDATE coupon SET revoked = 0 WHERE total_quantity = 4",
                "DELETE FROM user_coupon WHERE user_id = 4",
                "DELETE FROM user_coupon",
                "UPDATE user_coupon SET revoked_at = NULL WHERE user_id = 3",
                "DELETE FROM coupon WHERE total_quantity = 4"),
            breaking(
                "coupons.one-per-user",
                """
                ALTER TABLE user_coupon DROP CONSTRAINT user_coupon_one_each;
                UPDATE user_coupon SET user_id = 2 WHERE user_id = 1
                """),
            breaking(
                "coupons.sequence-is-dense",
                "UPDATE user_coupon SET sequence = 5 WHERE sequence = 4",
                "UPDATE user_coupon SET sequence = 5 WHERE sequence = 1 AND user_id = 1",
                "DELETE FROM user_coupon WHERE sequence = 2",
                """
                ALTER TABLE user_coupon DROP CONSTRAINT user_coupon_sequence;
                UPDATE user_coupon SET sequence = 2 WHERE sequence = 3
                """),
            breaking(
                "coupons.used-by-one-order-of-the-same-user",
                "UPDATE user_coupon SET order_id = NULL, used_at = NULL WHERE user_id = 1",
                "UPDATE user_coupon SET order_id = 1 WHERE user_id = 1",
                // By an order that has given it back, or never had it.
                "UPDATE user_coupon SET order_id = o.id, used_at = now() FROM orders o"
                    + " WHERE o.user_coupon_id = user_coupon.id AND o.status = 'CANCELLED'",
                "UPDATE user_coupon SET order_id = o.id, used_at = now() FROM orders o"
                    + " WHERE user_coupon.user_id = 4 AND user_coupon.order_id IS NULL"
                    + " AND o.user_id = 4 AND o.status = 'EXPIRED'",
                "UPDATE orders SET user_coupon_id = NULL WHERE status = 'PENDING_PAYMENT'",
                "UPDATE orders SET status = 'EXPIRED' WHERE user_coupon_id IS NOT NULL",
                "UPDATE orders SET status = 'PAID' WHERE status = 'CANCELLED'",
                // Two orders that use one coupon.
                "UPDATE orders SET user_coupon_id = u.id FROM user_coupon u"
                    + " WHERE u.user_id = 1 AND orders.user_id = 1 AND orders.status = 'PAID'",
                "UPDATE user_coupon SET user_id = 5 WHERE user_id = 1",
                """
                ALTER TABLE user_coupon DROP CONSTRAINT user_coupon_revoked_is_unused;
                UPDATE user_coupon SET revoked_at = now() WHERE user_id = 1
                """),
            breaking(
                "coupons.discounts-are-theirs",
                "UPDATE orders SET user_coupon_id = NULL WHERE discount > 0 AND user_id = 1",
                "UPDATE orders SET user_coupon_id = 1 WHERE discount > 0 AND user_id = 1",
                "UPDATE orders SET user_id = 2 WHERE discount > 0 AND user_id = 1",
                "UPDATE orders SET discount = discount + 1, total = total - 1"
                    + " WHERE discount > 0 AND user_id = 1",
                "UPDATE orders SET discount = 0, total = subtotal"
                    + " WHERE discount > 0 AND user_id = 3",
                "UPDATE coupon SET discount_value = 11 WHERE product_ids = '{2}'",
                "UPDATE coupon SET max_discount = 1 WHERE product_ids = '{2}'",
                "UPDATE coupon SET product_ids = '{1}' WHERE product_ids = '{2}'",
                "UPDATE coupon SET product_ids = '{9}' WHERE product_ids = '{2}'",
                "UPDATE coupon SET min_order_amount = 1000000000 WHERE total_quantity = 4"),
            breaking(
                "events.each-change-has-its-own",
                "DELETE FROM outbox WHERE type = 'CouponCreated'",
                "DELETE FROM outbox WHERE type = 'CouponIssued'",
                "DELETE FROM outbox WHERE type = 'CouponUsed'",
                "DELETE FROM outbox WHERE type = 'CouponReturned'",
                "UPDATE coupon SET version = version + 1",
                "DELETE FROM coupon",
                "DELETE FROM user_coupon",
                "DELETE FROM outbox WHERE type = 'OrderPlaced'",
                "DELETE FROM outbox WHERE type = 'OrderRefunded'",
                "DELETE FROM outbox WHERE type = 'PointsUsed' AND aggregate_id = 3",
                "DELETE FROM outbox WHERE type = 'PaymentRefunded'",
                "DELETE FROM outbox WHERE type = 'ProductRestocked'",
                "UPDATE outbox SET aggregate_id = 1 WHERE type = 'OrderPaid'",
                """
                INSERT INTO outbox (aggregate, aggregate_id, version, type, traceparent, payload,
                                    created_at)
                SELECT aggregate, aggregate_id, version, type, '', '{}', now() FROM outbox
                """,
                // One twice and another one not at all: as many as there should be.
                "UPDATE outbox SET version = 3 WHERE aggregate = 'POINT' AND aggregate_id = 1"
                    + " AND version = 2"),
            breaking(
                "idempotency.kept-answers-are-true",
                "DELETE FROM orders WHERE status = 'PAID'",
                "DELETE FROM payment WHERE kind = 'REFUND'",
                "DELETE FROM product WHERE id = 5",
                "DELETE FROM user_coupon WHERE user_id = 1",
                "UPDATE user_coupon SET coupon_id = 99 WHERE user_id = 1",
                "UPDATE idempotency SET scope = 4 WHERE key = 'issue'",
                "UPDATE idempotency SET scope = 4 WHERE key = 'with-coupon'",
                "DELETE FROM coupon WHERE total_quantity = 4",
                "UPDATE idempotency SET scope = 4 WHERE key = 'paid'"))
        .flatMap(broken -> broken);
  }

  private static Stream<Breakage> breaking(String invariant, String... ways) {
    return Arrays.stream(ways).map(sql -> new Breakage(invariant, sql));
  }

  private static String of(String status) {
    return "WHERE order_id IN (SELECT id FROM orders WHERE status = '" + status + "')";
  }

  private static String told(String event, String other) {
    return "UPDATE outbox SET type = '" + other + "' WHERE type = '" + event + "'";
  }
}
