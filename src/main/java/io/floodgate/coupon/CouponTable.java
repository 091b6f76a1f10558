package io.floodgate.coupon;

import io.floodgate.base.CouponId;
import io.floodgate.base.Money;
import io.floodgate.base.ProductId;
import io.floodgate.db.Columns;
import io.floodgate.db.Statements;
import io.floodgate.db.Tx;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The table {@code coupon}. */
public final class CouponTable {

  private static final String COLUMNS =
      """
      id, name, discount_type, discount_value, max_discount, min_order_amount, product_ids,
      total_quantity, issued, revoked, issue_from, issue_until, valid_from, valid_until, version,
      created_at\
      """;

  /**
   * Sorted, as every lock of many rows. No transaction locks a coupon after another kind of row.
   */
  public static final String LOCK =
      "SELECT " + COLUMNS + " FROM coupon WHERE id = ANY ($1::bigint[]) ORDER BY id FOR UPDATE";

  public static final String UPDATE_ISSUED =
      """
      UPDATE coupon SET issued = new.issued
        FROM unnest($1::bigint[], $2::bigint[]) AS new (id, issued) WHERE coupon.id = new.id
      """;

  public static final String GET = "SELECT " + COLUMNS + " FROM coupon WHERE id = $1";

  private CouponTable() {}

  /** Locks the coupons that exist among these. */
  static Future<List<Coupon>> lock(Tx tx, Collection<CouponId> ids) {
    return tx.lock(LOCK, Tuple.of((Object) Columns.longs(ids, CouponId::value)))
        .map(CouponTable::coupons);
  }

  /** Writes how many have been issued. */
  static Future<Void> writeIssued(Statements tx, Collection<Coupon> changed) {
    if (changed.isEmpty()) {
      return Future.succeededFuture();
    }
    return tx.run(
            UPDATE_ISSUED,
            Tuple.of(
                Columns.longs(changed, coupon -> coupon.id().value()),
                (Object) Columns.longs(changed, Coupon::issued)))
        .mapEmpty();
  }

  /** The coupon as it stands now, if it exists. */
  static Future<Optional<Coupon>> get(Statements reads, CouponId id) {
    return reads.run(GET, Tuple.of(id.value())).map(rows -> coupons(rows).stream().findFirst());
  }

  static List<Coupon> coupons(RowSet<Row> rows) {
    List<Coupon> coupons = new ArrayList<>(rows.size());
    for (Row row : rows) {
      coupons.add(coupon(row));
    }
    return coupons;
  }

  private static Coupon coupon(Row row) {
    return new Coupon(
        new CouponId(row.getLong(0)),
        row.getString(1),
        terms(
            row.getString(2),
            row.getLong(3),
            row.getLong(4),
            row.getLong(5),
            row.getArrayOfLongs(6),
            period(row, 12)),
        row.getLong(7),
        row.getLong(8),
        row.getLong(9),
        period(row, 10),
        row.getLong(14),
        row.get(OffsetDateTime.class, 15).toInstant());
  }

  /** The terms of a row's columns, in this order; also for rows of other tables joined to this. */
  static Terms terms(
      String type, long value, Long max, long minimum, Long[] products, Period validity) {
    Discount discount =
        switch (CouponView.DiscountType.valueOf(type)) {
          case FIXED -> new Discount.Fixed(Money.won(value));
          case PERCENT ->
              new Discount.Percent((int) value, Optional.ofNullable(max).map(Money::won));
        };
    Set<ProductId> of = Arrays.stream(products).map(ProductId::new).collect(Collectors.toSet());
    return new Terms(discount, Money.won(minimum), of, validity);
  }

  /** The period of two columns that follow each other. */
  static Period period(Row row, int column) {
    return new Period(
        row.get(OffsetDateTime.class, column).toInstant(),
        row.get(OffsetDateTime.class, column + 1).toInstant());
  }
}
