package io.floodgate.coupon;

import io.floodgate.base.CouponId;
import io.floodgate.base.OrderId;
import io.floodgate.base.UserCouponId;
import io.floodgate.base.UserId;
import io.floodgate.db.Columns;
import io.floodgate.db.Statements;
import io.floodgate.db.Tx;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The table {@code user_coupon}. */
public final class UserCouponTable {

  /** Run after the coupons are locked, so that it sees who was issued one while it waited. */
  public static final String STANDINGS =
      """
      SELECT asked.coupon_id, asked.user_id, u.id IS NOT NULL, held.id IS NOT NULL
        FROM unnest($1::bigint[], $2::bigint[]) AS asked (coupon_id, user_id)
        LEFT JOIN users u ON u.id = asked.user_id
        LEFT JOIN user_coupon held
               ON held.user_id = asked.user_id AND held.coupon_id = asked.coupon_id
      """;

  public static final String INSERT =
      """
      INSERT INTO user_coupon (id, coupon_id, user_id, sequence, issued_at)
      SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[],
                           $5::timestamptz[])
      """;

  private UserCouponTable() {}

  /**
   * @param users those among the asked that exist
   * @param holdings those among the asked that were issued before
   */
  record Standings(Set<UserId> users, Set<IssueBook.Holding> holdings) {}

  static Future<Standings> standings(Statements tx, Collection<IssueBook.Holding> asked) {
    return tx.run(
            STANDINGS,
            Tuple.of(
                Columns.longs(asked, holding -> holding.couponId().value()),
                (Object) Columns.longs(asked, holding -> holding.userId().value())))
        .map(
            rows -> {
              Set<UserId> users = new HashSet<>();
              Set<IssueBook.Holding> holdings = new HashSet<>();
              for (Row row : rows) {
                UserId user = new UserId(row.getLong(1));
                if (row.getBoolean(2)) {
                  users.add(user);
                }
                if (row.getBoolean(3)) {
                  holdings.add(new IssueBook.Holding(new CouponId(row.getLong(0)), user));
                }
              }
              return new Standings(users, holdings);
            });
  }

  static Future<Void> insert(Statements tx, List<IssueBook.Issue> issues) {
    if (issues.isEmpty()) {
      return Future.succeededFuture();
    }
    return tx.run(
            INSERT,
            Tuple.of(
                Columns.longs(issues, issue -> issue.id().value()),
                Columns.longs(issues, issue -> issue.holding().couponId().value()),
                Columns.longs(issues, issue -> issue.holding().userId().value()),
                Columns.longs(issues, IssueBook.Issue::sequence),
                Columns.times(issues, IssueBook.Issue::at)))
        .mapEmpty();
  }

  /**
   * Sorted, as every lock of many rows, and before any account or product. The coupons themselves
   * are not locked, though issues change them: what is read of them never changes.
   */
  public static final String LOCK_WITH_TERMS =
      """
      SELECT user_coupon.id, user_coupon.user_id, user_coupon.coupon_id, user_coupon.version,
             user_coupon.order_id, user_coupon.revoked_at IS NOT NULL,
             coupon.discount_type, coupon.discount_value, coupon.max_discount,
             coupon.min_order_amount, coupon.product_ids, coupon.valid_from, coupon.valid_until
        FROM user_coupon JOIN coupon ON coupon.id = user_coupon.coupon_id
       WHERE user_coupon.id = ANY ($1::bigint[])
       ORDER BY user_coupon.id FOR UPDATE OF user_coupon
      """;

  public static final String UPDATE_USE =
      """
      UPDATE user_coupon SET order_id = new.order_id, version = new.version,
                             used_at = CASE WHEN new.order_id IS NOT NULL THEN $4::timestamptz END
        FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS new (id, order_id, version)
       WHERE user_coupon.id = new.id
      """;

  /** Locks the users' coupons that exist among these; sends nothing where there are none. */
  public static Future<Wallet> lock(Tx tx, Collection<UserCouponId> ids) {
    if (ids.isEmpty()) {
      return Future.succeededFuture(new Wallet(List.of()));
    }
    return tx.lock(LOCK_WITH_TERMS, Tuple.of((Object) Columns.longs(ids, UserCouponId::value)))
        .map(
            rows -> {
              List<UserCoupon> locked = new ArrayList<>(rows.size());
              for (Row row : rows) {
                locked.add(userCoupon(row));
              }
              return new Wallet(locked);
            });
  }

  /** Writes which orders use the coupons now. */
  public static Future<Void> writeUse(Statements tx, Wallet wallet, Instant now) {
    List<UserCoupon> changed = wallet.changed();
    if (changed.isEmpty()) {
      return Future.succeededFuture();
    }
    return tx.run(
            UPDATE_USE,
            Tuple.of(
                Columns.longs(changed, coupon -> coupon.id().value()),
                Columns.nullableLongs(
                    changed, coupon -> coupon.usedBy().map(OrderId::value).orElse(null)),
                Columns.longs(changed, UserCoupon::version),
                Columns.time(now)))
        .mapEmpty();
  }

  private static UserCoupon userCoupon(Row row) {
    return new UserCoupon(
        new UserCouponId(row.getLong(0)),
        new UserId(row.getLong(1)),
        new CouponId(row.getLong(2)),
        CouponTable.terms(
            row.getString(6),
            row.getLong(7),
            row.getLong(8),
            row.getLong(9),
            row.getArrayOfLongs(10),
            CouponTable.period(row, 11)),
        row.getLong(3),
        Optional.ofNullable(row.getLong(4)).map(OrderId::new),
        row.getBoolean(5));
  }
}
