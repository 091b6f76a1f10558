package io.floodgate.order;

import io.floodgate.base.Money;
import io.floodgate.base.OrderId;
import io.floodgate.base.PaymentId;
import io.floodgate.base.ProductId;
import io.floodgate.base.UserCouponId;
import io.floodgate.base.UserId;
import io.floodgate.db.Columns;
import io.floodgate.db.Statements;
import io.floodgate.db.Tx;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The tables {@code orders} and {@code order_item}. */
public final class OrderTable {

  /**
   * The ids of orders that are named by their own ($1) or by one of their payments ($2). One array,
   * because PostgreSQL would look at every order for an OR of the two.
   */
  static final String NAMED =
      """
      ANY (ARRAY(SELECT unnest($1::bigint[])
                  UNION ALL
                 SELECT order_id FROM payment WHERE id = ANY ($2::bigint[])))
      """;

  /**
   * The {@link #NAMED} orders. Sorted, and before any account or product: every transaction locks
   * in this order.
   */
  public static final String LOCK =
      "SELECT id FROM orders WHERE id = " + NAMED + " ORDER BY id FOR UPDATE";

  private static final String SELECT =
      """
      SELECT o.id, o.user_id, o.status, o.subtotal, o.discount, o.total, o.refunded,
             o.user_coupon_id, o.payment_id, o.version, o.created_at, o.expires_at,
             i.product_id, i.name, i.price, i.quantity, i.refunded_quantity
        FROM orders o JOIN order_item i ON i.order_id = o.id
      """;

  /** Run after {@link #LOCK} in the same transaction, so that it sees what the lock waited for. */
  public static final String GET_LOCKED =
      SELECT + " WHERE o.id = " + NAMED + " ORDER BY o.id, i.position";

  public static final String GET = SELECT + "WHERE o.id = $1 ORDER BY i.position";

  public static final String STATES =
      """
      SELECT id, user_id, status, version, total, refunded, expires_at
        FROM orders WHERE id = ANY ($1::bigint[])
      """;

  public static final String LIST =
      SELECT
          + """
           WHERE o.id IN (SELECT id FROM orders WHERE user_id = $1 AND id < $2
                           ORDER BY id DESC LIMIT $3)
           ORDER BY o.id DESC, i.position
          """;

  public static final String INSERT =
      """
      INSERT INTO orders (id, user_id, status, subtotal, discount, total, user_coupon_id, payment_id,
                          version, created_at, expires_at)
      SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::bigint[], $5::bigint[],
                           $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[],
                           $10::timestamptz[], $11::timestamptz[])
      """;

  public static final String INSERT_ITEMS =
      """
      INSERT INTO order_item (order_id, position, product_id, name, price, quantity)
      SELECT * FROM unnest($1::bigint[], $2::smallint[], $3::bigint[], $4::text[], $5::bigint[],
                           $6::integer[])
      """;

  public static final String UPDATE =
      """
      UPDATE orders SET status = new.status, refunded = new.refunded, payment_id = new.payment_id,
                        version = new.version, expires_at = new.expires_at
        FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[],
                    $6::timestamptz[]) AS new (id, status, refunded, payment_id, version, expires_at)
       WHERE orders.id = new.id
      """;

  public static final String UPDATE_ITEMS =
      """
      UPDATE order_item SET refunded_quantity = new.refunded_quantity
        FROM unnest($1::bigint[], $2::smallint[], $3::integer[])
             AS new (order_id, position, refunded_quantity)
       WHERE order_item.order_id = new.order_id AND order_item.position = new.position
      """;

  public static final String EXPIRED =
      """
      SELECT id FROM orders WHERE status = 'PENDING_PAYMENT' AND expires_at <= now()
       ORDER BY expires_at LIMIT $1
      """;

  private OrderTable() {}

  /** Locks and reads the orders that exist among these. */
  static Future<List<Order>> lock(Tx tx, Collection<OrderId> ids, Collection<PaymentId> payments) {
    Tuple named =
        Tuple.of(
            Columns.longs(ids, OrderId::value), (Object) Columns.longs(payments, PaymentId::value));
    Future<RowSet<Row>> locked = tx.lock(LOCK, named);
    Future<RowSet<Row>> read = tx.run(GET_LOCKED, named);
    return Future.all(locked, read).map(both -> lockedAmong(read.result(), locked.result()));
  }

  /** The second statement may see a payment that the first one did not: its order is not locked. */
  private static List<Order> lockedAmong(RowSet<Row> read, RowSet<Row> locked) {
    Set<Long> ids = new HashSet<>();
    locked.forEach(row -> ids.add(row.getLong(0)));
    return orders(read).stream().filter(order -> ids.contains(order.id().value())).toList();
  }

  /** The order as it stands now, if it exists. */
  static Future<Optional<Order>> get(Statements reads, OrderId id) {
    return reads.run(GET, Tuple.of(id.value())).map(rows -> orders(rows).stream().findFirst());
  }

  /** What of these orders changes, of those that exist. */
  static Future<Map<OrderId, OrderState>> states(Statements reads, Collection<OrderId> ids) {
    return reads
        .run(STATES, Tuple.of((Object) Columns.longs(ids, OrderId::value)))
        .map(
            rows -> {
              Map<OrderId, OrderState> states = new HashMap<>();
              for (Row row : rows) {
                OrderState state = state(row);
                states.put(state.orderId(), state);
              }
              return states;
            });
  }

  /** Up to {@code limit} orders of a user with smaller ids, the newest first. */
  static Future<List<Order>> list(Statements reads, UserId user, long before, int limit) {
    return reads.run(LIST, Tuple.of(user.value(), before, limit)).map(OrderTable::orders);
  }

  /** Up to {@code limit} orders whose time to be paid has run out. */
  static Future<List<OrderId>> expired(Statements reads, int limit) {
    return reads
        .run(EXPIRED, Tuple.of(limit))
        .map(
            rows -> {
              List<OrderId> ids = new ArrayList<>(rows.size());
              rows.forEach(row -> ids.add(new OrderId(row.getLong(0))));
              return ids;
            });
  }

  static Future<Void> insert(Statements tx, List<Order> orders) {
    if (orders.isEmpty()) {
      return Future.succeededFuture();
    }
    List<PlacedItem> items = new ArrayList<>(orders.size());
    for (Order order : orders) {
      for (int i = 0; i < order.items().size(); i++) {
        items.add(new PlacedItem(order.id(), i, order.items().get(i)));
      }
    }
    return Future.all(
            tx.run(
                INSERT,
                Tuple.from(
                    new Object[] {
                      Columns.longs(orders, order -> order.id().value()),
                      Columns.longs(orders, order -> order.userId().value()),
                      Columns.texts(orders, order -> order.status().name()),
                      Columns.longs(orders, order -> order.subtotal().won()),
                      Columns.longs(orders, order -> order.discount().won()),
                      Columns.longs(orders, order -> order.total().won()),
                      Columns.nullableLongs(orders, OrderTable::couponOf),
                      Columns.nullableLongs(orders, OrderTable::paymentOf),
                      Columns.longs(orders, Order::version),
                      Columns.times(orders, Order::createdAt),
                      Columns.times(orders, order -> order.expiresAt().orElse(null))
                    })),
            tx.run(
                INSERT_ITEMS,
                Tuple.from(
                    new Object[] {
                      Columns.longs(items, placed -> placed.orderId().value()),
                      Columns.shorts(items, PlacedItem::position),
                      Columns.longs(items, placed -> placed.item().productId().value()),
                      Columns.texts(items, placed -> placed.item().name()),
                      Columns.longs(items, placed -> placed.item().price().won()),
                      Columns.ints(items, placed -> placed.item().quantity())
                    })))
        .mapEmpty();
  }

  static Future<Void> update(Statements tx, List<Order> orders) {
    if (orders.isEmpty()) {
      return Future.succeededFuture();
    }
    List<PlacedItem> refunded = new ArrayList<>();
    for (Order order : orders) {
      for (int i = 0; i < order.items().size(); i++) {
        if (order.items().get(i).refundedQuantity() > 0) {
          refunded.add(new PlacedItem(order.id(), i, order.items().get(i)));
        }
      }
    }
    Future<RowSet<Row>> rows =
        tx.run(
            UPDATE,
            Tuple.from(
                new Object[] {
                  Columns.longs(orders, order -> order.id().value()),
                  Columns.texts(orders, order -> order.status().name()),
                  Columns.longs(orders, order -> order.refunded().won()),
                  Columns.nullableLongs(orders, OrderTable::paymentOf),
                  Columns.longs(orders, Order::version),
                  Columns.times(orders, order -> order.expiresAt().orElse(null))
                }));
    if (refunded.isEmpty()) {
      return rows.mapEmpty();
    }
    return Future.all(
            rows,
            tx.run(
                UPDATE_ITEMS,
                Tuple.of(
                    Columns.longs(refunded, placed -> placed.orderId().value()),
                    Columns.shorts(refunded, PlacedItem::position),
                    Columns.ints(refunded, placed -> placed.item().refundedQuantity()))))
        .mapEmpty();
  }

  private record PlacedItem(OrderId orderId, int position, Item item) {}

  private static Long couponOf(Order order) {
    return order.userCouponId().map(UserCouponId::value).orElse(null);
  }

  private static Long paymentOf(Order order) {
    return order.paymentId().map(PaymentId::value).orElse(null);
  }

  private static OrderState state(Row row) {
    return new OrderState(
        new OrderId(row.getLong(0)),
        new UserId(row.getLong(1)),
        OrderStatus.valueOf(row.getString(2)),
        row.getLong(3),
        Money.won(row.getLong(4)),
        Money.won(row.getLong(5)),
        Optional.ofNullable(row.get(OffsetDateTime.class, 6)).map(OffsetDateTime::toInstant));
  }

  /** One order of the rows of its items, which stand together. */
  private static List<Order> orders(RowSet<Row> rows) {
    Map<Long, List<Row>> rowsOf = new LinkedHashMap<>();
    for (Row row : rows) {
      rowsOf.computeIfAbsent(row.getLong(0), id -> new ArrayList<>()).add(row);
    }
    return rowsOf.values().stream().map(OrderTable::order).toList();
  }

  private static Order order(List<Row> itemRows) {
    Row row = itemRows.getFirst();
    return new Order(
        new OrderId(row.getLong(0)),
        new UserId(row.getLong(1)),
        OrderStatus.valueOf(row.getString(2)),
        Money.won(row.getLong(3)),
        Money.won(row.getLong(4)),
        Money.won(row.getLong(5)),
        Money.won(row.getLong(6)),
        Optional.ofNullable(row.getLong(7)).map(UserCouponId::new),
        Optional.ofNullable(row.getLong(8)).map(PaymentId::new),
        itemRows.stream().map(OrderTable::item).toList(),
        row.getLong(9),
        row.get(OffsetDateTime.class, 10).toInstant(),
        Optional.ofNullable(row.get(OffsetDateTime.class, 11)).map(OffsetDateTime::toInstant));
  }

  private static Item item(Row row) {
    return new Item(
        new ProductId(row.getLong(12)),
        row.getString(13),
        Money.won(row.getLong(14)),
        row.getInteger(15),
        row.getInteger(16));
  }
}
