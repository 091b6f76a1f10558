package io.floodgate.coupon;

import io.floodgate.base.CouponId;
import io.floodgate.base.FailureCode;
import io.floodgate.base.UserCouponId;
import io.floodgate.base.UserId;
import io.floodgate.db.Columns;
import io.floodgate.db.Statements;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The table {@code coupon_refusal}: why queued requests were not issued. */
public final class RefusalTable {

  /** A request may be worked off twice: its first refusal stays. */
  public static final String INSERT =
      """
      INSERT INTO coupon_refusal (ticket, coupon_id, user_id, reason, refused_at)
      SELECT *, $5::timestamptz FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[])
      ON CONFLICT (ticket) DO NOTHING
      """;

  /** What became of tickets: what was issued to the user counts, by whatever way it was. */
  public static final String FATES =
      """
      SELECT asked.ticket, asked.coupon_id, asked.user_id, held.id, held.sequence, refused.reason
        FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS asked (ticket, coupon_id, user_id)
        JOIN coupon ON coupon.id = asked.coupon_id
        LEFT JOIN user_coupon held
               ON held.user_id = asked.user_id AND held.coupon_id = asked.coupon_id
        LEFT JOIN coupon_refusal refused
               ON refused.ticket = asked.ticket AND refused.coupon_id = asked.coupon_id
              AND refused.user_id = asked.user_id
      """;

  public static final String REMOVE_OLD =
      """
      DELETE FROM coupon_refusal
       WHERE ctid = ANY (ARRAY(
             SELECT ctid FROM coupon_refusal
              WHERE refused_at < now() - make_interval(secs => $1) LIMIT $2))
      """;

  private RefusalTable() {}

  /** What became of a ticket whose coupon exists; nothing yet if both are empty. */
  record Fate(Ticket ticket, Optional<IssuedTo> issued, Optional<String> refusal) {}

  record IssuedTo(UserCouponId id, long sequence) {}

  record Refusal(Ticket ticket, FailureCode reason) {}

  static Future<Void> insert(Statements tx, List<Refusal> refusals, Instant now) {
    if (refusals.isEmpty()) {
      return Future.succeededFuture();
    }
    return tx.run(
            INSERT,
            Tuple.of(
                Columns.longs(refusals, refusal -> refusal.ticket.number()),
                Columns.longs(refusals, refusal -> refusal.ticket.couponId().value()),
                Columns.longs(refusals, refusal -> refusal.ticket.userId().value()),
                Columns.texts(refusals, refusal -> refusal.reason.name()),
                Columns.time(now)))
        .mapEmpty();
  }

  /** What became of tickets, without those of coupons that do not exist. */
  static Future<List<Fate>> fates(Statements reads, Collection<Ticket> tickets) {
    return reads
        .run(
            FATES,
            Tuple.of(
                Columns.longs(tickets, Ticket::number),
                Columns.longs(tickets, ticket -> ticket.couponId().value()),
                (Object) Columns.longs(tickets, ticket -> ticket.userId().value())))
        .map(
            rows -> {
              List<Fate> fates = new ArrayList<>(rows.size());
              for (Row row : rows) {
                fates.add(
                    new Fate(
                        new Ticket(
                            new CouponId(row.getLong(1)),
                            new UserId(row.getLong(2)),
                            row.getLong(0)),
                        Optional.ofNullable(row.getLong(3))
                            .map(id -> new IssuedTo(new UserCouponId(id), row.getLong(4))),
                        Optional.ofNullable(row.getString(5))));
              }
              return fates;
            });
  }

  /** Removes up to {@code limit} refusals older than the retention; how many it removed. */
  public static Future<Integer> removeOld(Statements tx, Duration retention, int limit) {
    return tx.run(REMOVE_OLD, Tuple.of((double) retention.toSeconds(), limit))
        .map(rows -> rows.rowCount());
  }
}
