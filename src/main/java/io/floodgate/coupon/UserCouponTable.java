package io.floodgate.coupon;

import io.floodgate.base.CouponId;
import io.floodgate.base.UserId;
import io.floodgate.db.Columns;
import io.floodgate.db.Statements;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
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

  public static final String MEMBERS =
      """
      SELECT sequence, user_id FROM user_coupon
       WHERE coupon_id = $1 AND sequence > $2 ORDER BY sequence LIMIT $3
      """;

  public static final String ISSUED_AMONG =
      "SELECT user_id FROM user_coupon WHERE coupon_id = $1 AND user_id = ANY ($2::bigint[])";

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
