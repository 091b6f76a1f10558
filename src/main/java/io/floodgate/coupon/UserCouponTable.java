package io.floodgate.coupon;

import static java.time.temporal.ChronoUnit.MICROS;

import io.floodgate.base.CommonFailure;
import io.floodgate.base.CouponId;
import io.floodgate.base.Cursor;
import io.floodgate.base.Failure;
import io.floodgate.base.OrderId;
import io.floodgate.base.UserCouponId;
import io.floodgate.base.UserId;
import io.floodgate.db.Columns;
import io.floodgate.db.Statements;
import io.floodgate.user.UserFailure;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
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

  /** Run after the coupon is locked. */
  public static final String LOCK_HELD =
      """
      SELECT id, sequence, version, order_id FROM user_coupon
       WHERE coupon_id = $1 AND user_id = $2 AND revoked_at IS NULL FOR UPDATE
      """;

  public static final String REVOKE =
      "UPDATE user_coupon SET revoked_at = $2, version = $3 WHERE id = $1";

  /** Finds a row without a coupon where the user exists and holds none. */
  public static final String LIST =
      """
      SELECT now(), held.*
        FROM users u
        LEFT JOIN LATERAL (
             SELECT h.id, h.coupon_id, c.name, c.discount_type, c.discount_value, c.max_discount,
                    c.min_order_amount, c.product_ids, c.valid_from, c.valid_until, h.sequence,
                    h.issued_at, h.used_at, h.order_id
               FROM user_coupon h JOIN coupon c ON c.id = h.coupon_id
              WHERE h.user_id = u.id AND h.revoked_at IS NULL
                AND ($2::text IS NULL OR $2 = CASE WHEN h.used_at IS NOT NULL THEN 'USED'
                                                   WHEN now() < c.valid_until THEN 'AVAILABLE'
                                                   ELSE 'EXPIRED' END)
                AND ($3::timestamptz IS NULL OR (h.issued_at, h.id) < ($3, $4::bigint))
              ORDER BY h.issued_at DESC, h.id DESC LIMIT $5::int) held ON true
       WHERE u.id = $1
       ORDER BY held.issued_at DESC, held.id DESC
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

  /** A coupon that its user can still use, locked. */
  record Held(UserCouponId id, long sequence, long version) {}

  /** Locks the coupon that a user holds unused; COUPON_NOT_OWNED, COUPON_ALREADY_USED. */
  static Future<Held> lockHeld(Statements tx, CouponId coupon, UserId user) {
    return tx.run(LOCK_HELD, Tuple.of(coupon.value(), user.value()))
        .map(
            rows -> {
              if (rows.size() == 0) {
                throw Failure.of(CouponFailure.COUPON_NOT_OWNED);
              }
              Row row = rows.iterator().next();
              if (row.getLong(3) != null) {
                throw Failure.of(CouponFailure.COUPON_ALREADY_USED);
              }
              return new Held(new UserCouponId(row.getLong(0)), row.getLong(1), row.getLong(2));
            });
  }

  static Future<Void> revoke(Statements tx, Held held, Instant now) {
    return tx.run(REVOKE, Tuple.of(held.id.value(), Columns.time(now), held.version + 1))
        .mapEmpty();
  }

  /** Where a user's list goes on: behind a coupon that was shown. */
  record After(Instant issuedAt, long id) {

    /** The beginning of the list. */
    static final After NOTHING = new After(Instant.MAX, Long.MAX_VALUE);

    static After of(Optional<String> cursor) {
      if (cursor.isEmpty()) {
        return NOTHING;
      }
      List<String> parts = Cursor.parts(cursor.get(), 2);
      long micros = Cursor.number(parts.getFirst());
      if (micros < 0) {
        throw Failure.at("?cursor", CommonFailure.INVALID_CURSOR);
      }
      return new After(Instant.EPOCH.plus(micros, MICROS), Cursor.number(parts.get(1)));
    }

    /** Behind this one. */
    static String cursor(UserCouponView shown) {
      return Cursor.of(
          MICROS.between(Instant.EPOCH, shown.issuedAt()), shown.userCouponId().value());
    }

    boolean isFollowedBy(HeldCoupon held) {
      int order = held.issuedAt().compareTo(issuedAt);
      return order < 0 || order == 0 && held.id().value() < id;
    }
  }

  /**
   * @param coupons the newest first
   * @param now the database's time
   */
  record Found(List<HeldCoupon> coupons, Instant now) {}

  /** The coupons that a user holds, without the revoked ones; USER_NOT_FOUND. */
  static Future<Found> list(
      Statements reads, UserId user, Optional<UserCouponStatus> status, After after, int limit) {
    boolean begins = after == After.NOTHING;
    return reads
        .run(
            LIST,
            Tuple.of(
                user.value(),
                status.map(UserCouponStatus::name).orElse(null),
                begins ? null : Columns.time(after.issuedAt),
                begins ? null : after.id,
                limit))
        .map(
            rows -> {
              if (rows.size() == 0) {
                throw Failure.of(UserFailure.USER_NOT_FOUND);
              }
              List<HeldCoupon> coupons = new ArrayList<>(rows.size());
              for (Row row : rows) {
                if (row.getLong(1) != null) {
                  coupons.add(held(row));
                }
              }
              Row any = rows.iterator().next();
              return new Found(coupons, any.get(OffsetDateTime.class, 0).toInstant());
            });
  }

  private static HeldCoupon held(Row row) {
    Terms terms =
        CouponTable.terms(
            row.getString(4),
            row.getLong(5),
            row.getLong(6),
            row.getLong(7),
            row.getArrayOfLongs(8),
            CouponTable.period(row, 9));
    return new HeldCoupon(
        new UserCouponId(row.getLong(1)),
        new CouponId(row.getLong(2)),
        row.getString(3),
        CouponView.DiscountView.of(terms.discount()),
        terms.minOrderAmount(),
        terms.products().stream().sorted().toList(),
        row.getLong(11),
        row.get(OffsetDateTime.class, 12).toInstant(),
        terms.validity().from(),
        terms.validity().until(),
        Optional.ofNullable(row.get(OffsetDateTime.class, 13)).map(OffsetDateTime::toInstant),
        Optional.ofNullable(row.getLong(14)).map(OrderId::new));
  }
}
