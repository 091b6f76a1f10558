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
import io.floodgate.db.Tx;
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

  public static final String MEMBERS =
      """
      SELECT sequence, user_id FROM user_coupon
       WHERE coupon_id = $1 AND sequence > $2 ORDER BY sequence LIMIT $3
      """;

  public static final String ISSUED_AMONG =
      "SELECT user_id FROM user_coupon WHERE coupon_id = $1 AND user_id = ANY ($2::bigint[])";

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

  /** Who was issued a coupon, and as which. */
  record Member(long sequence, UserId userId) {}

  /**
   * Who was issued a coupon after a sequence number, in their order. Sequences are dense and in the
   * order of the commits, so pages that are read one after the other miss nobody.
   */
  static Future<List<Member>> members(Statements reads, CouponId coupon, long after, int limit) {
    return reads
        .run(MEMBERS, Tuple.of(coupon.value(), after, limit))
        .map(
            rows -> {
              List<Member> members = new ArrayList<>(rows.size());
              for (Row row : rows) {
                members.add(new Member(row.getLong(0), new UserId(row.getLong(1))));
              }
              return members;
            });
  }

  /** Those of these users who were issued the coupon. */
  static Future<Set<UserId>> issuedAmong(
      Statements reads, CouponId coupon, Collection<UserId> users) {
    return reads
        .run(ISSUED_AMONG, Tuple.of(coupon.value(), (Object) Columns.longs(users, UserId::value)))
        .map(
            rows -> {
              Set<UserId> issued = new HashSet<>();
              for (Row row : rows) {
                issued.add(new UserId(row.getLong(0)));
              }
              return issued;
            });
  }
}
