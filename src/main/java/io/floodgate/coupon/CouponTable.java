package io.floodgate.coupon;

import io.floodgate.base.CouponId;
import io.floodgate.base.Cursor;
import io.floodgate.base.Failure;
import io.floodgate.base.Money;
import io.floodgate.base.Page;
import io.floodgate.base.ProductId;
import io.floodgate.db.Columns;
import io.floodgate.db.Statements;
import io.floodgate.db.Tx;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

  public static final String GET_NOW =
      "SELECT " + COLUMNS + ", now() FROM coupon WHERE id = ANY ($1::bigint[])";

  /** The newest first; the status is that of {@link Coupon#status}. */
  public static final String LIST =
      "SELECT "
          + COLUMNS
          + """
          , now() FROM coupon
           WHERE id < $1::bigint
             AND ($2::text IS NULL OR $2 =
                  CASE WHEN now() < issue_from THEN 'UPCOMING'
                       WHEN now() >= issue_until THEN 'ENDED'
                       WHEN issued < total_quantity + revoked THEN 'OPEN'
                       ELSE 'SOLD_OUT' END)
           ORDER BY id DESC LIMIT $3::int
          """;

  public static final String CREATE =
      """
      INSERT INTO coupon (name, discount_type, discount_value, max_discount, min_order_amount,
                          product_ids, total_quantity, issue_from, issue_until, valid_from,
                          valid_until)
      VALUES ($1, $2, $3, $4, $5, $6::bigint[], $7, $8, $9, $10, $11) RETURNING\s\
      """
          + COLUMNS;

  public static final String UPDATE =
      """
      UPDATE coupon SET name = $2, total_quantity = $3, revoked = $4, issue_from = $5,
                        issue_until = $6, version = $7
       WHERE id = $1
      """;

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

  /** Locks one coupon; COUPON_NOT_FOUND. */
  static Future<Coupon> lockOne(Statements tx, CouponId id) {
    return tx.run(LOCK, Tuple.of((Object) new Long[] {id.value()}))
        .map(
            rows ->
                coupons(rows).stream()
                    .findFirst()
                    .orElseThrow(() -> Failure.of(CouponFailure.COUPON_NOT_FOUND)));
  }

  static Future<Coupon> create(Statements tx, CouponAsk.CreateCoupon command) {
    CouponView.DiscountView discount = command.discount();
    return tx.run(
            CREATE,
            Tuple.tuple()
                .addValue(command.name())
                .addValue(discount.type().name())
                .addValue(discount.value())
                .addValue(discount.maxDiscount().map(Money::won).orElse(null))
                .addValue(command.minOrderAmount().won())
                .addValue(Columns.longs(command.productIds(), ProductId::value))
                .addValue(command.totalQuantity())
                .addValue(Columns.time(command.issueFrom()))
                .addValue(Columns.time(command.issueUntil()))
                .addValue(Columns.time(command.validFrom()))
                .addValue(Columns.time(command.validUntil())))
        .map(rows -> coupons(rows).getFirst());
  }

  /** Writes what an administrator may change, and how many were revoked. */
  static Future<Void> update(Statements tx, Coupon coupon) {
    return tx.run(
            UPDATE,
            Tuple.tuple()
                .addValue(coupon.id().value())
                .addValue(coupon.name())
                .addValue(coupon.totalQuantity())
                .addValue(coupon.revoked())
                .addValue(Columns.time(coupon.issuePeriod().from()))
                .addValue(Columns.time(coupon.issuePeriod().until()))
                .addValue(coupon.version()))
        .mapEmpty();
  }

  /** Those that exist among these coupons, as clients see them at this moment. */
  static Future<List<CouponView>> views(Statements reads, Collection<CouponId> ids) {
    return reads
        .run(GET_NOW, Tuple.of((Object) Columns.longs(ids, CouponId::value)))
        .map(CouponTable::views);
  }

  static Future<Page<CouponView>> list(Statements reads, CouponAsk.ListCoupons ask) {
    return reads
        .run(
            LIST,
            Tuple.of(
                Cursor.number(ask.cursor(), Long.MAX_VALUE),
                ask.status().map(CouponStatus::name).orElse(null),
                ask.limit() + 1))
        .map(
            rows -> Page.cut(views(rows), ask.limit(), last -> Cursor.of(last.couponId().value())));
  }

  private static List<CouponView> views(RowSet<Row> rows) {
    List<CouponView> views = new ArrayList<>(rows.size());
    for (Row row : rows) {
      views.add(coupon(row).view(row.get(OffsetDateTime.class, 16).toInstant()));
    }
    return views;
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

  private static final String KEPT =
      "SELECT "
          + COLUMNS
          + ", now() < issue_until FROM coupon WHERE issue_until > now() - make_interval(secs =>"
          + " $1)";

  /** Those whose gate is kept, in pages. */
  public static final String KEPT_PAGE =
      KEPT + " AND (issue_until, id) > ($2, $3) ORDER BY issue_until, id LIMIT $4";

  public static final String KEPT_ONE = KEPT + " AND id = $2";

  public static final String NEXT_GATE_EPOCH =
      """
      UPDATE coupon SET gate_epoch = gate_epoch + 1
       WHERE id = $1 AND issue_until > now() - make_interval(secs => $2) RETURNING gate_epoch
      """;

  public static final String CLOSED =
      """
      SELECT id, now() >= issue_until FROM coupon
       WHERE id = ANY ($1::bigint[])
         AND (now() >= issue_until OR now() >= issue_from AND issued - revoked >= total_quantity)
      """;

  /**
   * A coupon whose issue period is not over, or not for long.
   *
   * @param open the period is not over, by the database's clock: it needs a gate
   */
  record Kept(Coupon coupon, boolean open) {}

  /**
   * Coupons by the end of their issue period, from the first that ended less than {@code grace}
   * ago.
   *
   * @param after where the last page ended
   */
  static Future<List<Kept>> kept(
      Statements reads, Duration grace, Optional<Coupon> after, int limit) {
    return reads
        .run(
            KEPT_PAGE,
            Tuple.of(
                (double) grace.toSeconds(),
                after
                    .map(coupon -> Columns.time(coupon.issuePeriod().until()))
                    .orElse(Columns.time(Instant.EPOCH)),
                after.map(coupon -> coupon.id().value()).orElse(0L),
                limit))
        .map(CouponTable::keptRows);
  }

  /** The coupon, if its gate is kept. */
  static Future<Optional<Kept>> kept(Statements reads, Duration grace, CouponId id) {
    return reads
        .run(KEPT_ONE, Tuple.of((double) grace.toSeconds(), id.value()))
        .map(rows -> keptRows(rows).stream().findFirst());
  }

  private static List<Kept> keptRows(RowSet<Row> rows) {
    List<Kept> kept = new ArrayList<>(rows.size());
    for (Row row : rows) {
      kept.add(new Kept(coupon(row), row.getBoolean(16)));
    }
    return kept;
  }

  /** A number larger than that of every gate of this coupon so far, if its gate is kept. */
  static Future<Optional<Long>> nextGateEpoch(Tx tx, CouponId id, Duration grace) {
    return tx.run(NEXT_GATE_EPOCH, Tuple.of(id.value(), (double) grace.toSeconds()))
        .map(
            rows ->
                rows.size() == 0
                    ? Optional.empty()
                    : Optional.of(rows.iterator().next().getLong(0)));
  }

  /** Those of which none can be had, and why: their issue period is over, or none is left. */
  static Future<Map<CouponId, CouponFailure>> closed(Statements reads, Collection<CouponId> ids) {
    return reads
        .run(CLOSED, Tuple.of((Object) Columns.longs(ids, CouponId::value)))
        .map(
            rows -> {
              Map<CouponId, CouponFailure> closed = new HashMap<>();
              for (Row row : rows) {
                closed.put(
                    new CouponId(row.getLong(0)),
                    row.getBoolean(1)
                        ? CouponFailure.COUPON_NOT_IN_ISSUE_PERIOD
                        : CouponFailure.COUPON_SOLD_OUT);
              }
              return closed;
            });
  }
}
