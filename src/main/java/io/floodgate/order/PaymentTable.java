package io.floodgate.order;

import io.floodgate.base.Money;
import io.floodgate.base.OrderId;
import io.floodgate.base.PaymentId;
import io.floodgate.base.ProductId;
import io.floodgate.db.Columns;
import io.floodgate.db.Statements;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tables {@code payment} and {@code refund_item}; rows are only ever added. */
public final class PaymentTable {

  private static final String SELECT =
      """
      SELECT p.id, p.order_id, p.kind, p.amount, p.refund_of, p.reason, p.created_at,
             r.product_id, r.quantity, r.amount
        FROM payment p LEFT JOIN refund_item r ON r.refund_id = p.id
      """;

  /** All payments and refunds of the orders named by id ($1) or by one of their payments ($2). */
  public static final String OF_ORDERS =
      SELECT + " WHERE p.order_id = " + OrderTable.NAMED + " ORDER BY p.id, r.position";

  public static final String GET = SELECT + "WHERE p.id = $1 ORDER BY r.position";

  public static final String INSERT =
      """
      INSERT INTO payment (id, order_id, kind, amount, refund_of, reason, created_at)
      SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::bigint[], $5::bigint[],
                           $6::text[], $7::timestamptz[])
      """;

  public static final String INSERT_ITEMS =
      """
      INSERT INTO refund_item (refund_id, position, product_id, quantity, amount)
      SELECT * FROM unnest($1::bigint[], $2::smallint[], $3::bigint[], $4::integer[], $5::bigint[])
      """;

  private PaymentTable() {}

  static Future<List<Payment>> ofOrders(
      Statements statements, Collection<OrderId> orders, Collection<PaymentId> payments) {
    return statements
        .run(
            OF_ORDERS,
            Tuple.of(
                Columns.longs(orders, OrderId::value),
                (Object) Columns.longs(payments, PaymentId::value)))
        .map(PaymentTable::payments);
  }

  static Future<Optional<Payment>> get(Statements reads, PaymentId id) {
    return reads.run(GET, Tuple.of(id.value())).map(rows -> payments(rows).stream().findFirst());
  }

  static Future<Void> insert(Statements tx, List<Payment> payments) {
    if (payments.isEmpty()) {
      return Future.succeededFuture();
    }
    List<Returned> items = new ArrayList<>();
    for (Payment payment : payments) {
      for (int i = 0; i < payment.items().size(); i++) {
        items.add(new Returned(payment.id(), i, payment.items().get(i)));
      }
    }
    Future<RowSet<Row>> rows =
        tx.run(
            INSERT,
            Tuple.from(
                new Object[] {
                  Columns.longs(payments, payment -> payment.id().value()),
                  Columns.longs(payments, payment -> payment.orderId().value()),
                  Columns.texts(payments, payment -> payment.kind().name()),
                  Columns.longs(payments, payment -> payment.amount().won()),
                  Columns.nullableLongs(
                      payments, payment -> payment.refundOf().map(PaymentId::value).orElse(null)),
                  Columns.texts(payments, payment -> payment.reason().orElse(null)),
                  Columns.times(payments, Payment::createdAt)
                }));
    if (items.isEmpty()) {
      return rows.mapEmpty();
    }
    return Future.all(
            rows,
            tx.run(
                INSERT_ITEMS,
                Tuple.of(
                    Columns.longs(items, item -> item.refundId().value()),
                    Columns.shorts(items, Returned::position),
                    Columns.longs(items, item -> item.item().productId().value()),
                    Columns.ints(items, item -> item.item().quantity()),
                    Columns.longs(items, item -> item.item().amount().won()))))
        .mapEmpty();
  }

  private record Returned(PaymentId refundId, int position, PaymentView.RefundedItem item) {}

  /** One payment of the rows of its refunded items, which stand together. */
  private static List<Payment> payments(RowSet<Row> rows) {
    Map<Long, List<Row>> rowsOf = new LinkedHashMap<>();
    for (Row row : rows) {
      rowsOf.computeIfAbsent(row.getLong(0), id -> new ArrayList<>()).add(row);
    }
    return rowsOf.values().stream().map(PaymentTable::payment).toList();
  }

  private static Payment payment(List<Row> itemRows) {
    Row row = itemRows.getFirst();
    return new Payment(
        new PaymentId(row.getLong(0)),
        new OrderId(row.getLong(1)),
        PaymentView.Kind.valueOf(row.getString(2)),
        Money.won(row.getLong(3)),
        Optional.ofNullable(row.getLong(4)).map(PaymentId::new),
        Optional.ofNullable(row.getString(5)),
        itemRows.stream()
            .filter(item -> item.getLong(7) != null)
            .map(
                item ->
                    new PaymentView.RefundedItem(
                        new ProductId(item.getLong(7)),
                        item.getInteger(8),
                        Money.won(item.getLong(9))))
            .toList(),
        row.get(OffsetDateTime.class, 6).toInstant());
  }
}
