package io.floodgate.coupon;

import io.floodgate.base.FailureCode;
import io.floodgate.db.Columns;
import io.floodgate.db.Statements;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;

/** The table {@code coupon_refusal}: why queued requests were not issued. */
public final class RefusalTable {

  /** A request may be worked off twice: its first refusal stays. */
  public static final String INSERT =
      """
      INSERT INTO coupon_refusal (ticket, coupon_id, user_id, reason, refused_at)
      SELECT *, $5::timestamptz FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[])
      ON CONFLICT (ticket) DO NOTHING
      """;

  private RefusalTable() {}

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
}
