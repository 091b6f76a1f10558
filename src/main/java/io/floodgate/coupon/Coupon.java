package io.floodgate.coupon;

import io.floodgate.base.CouponId;
import io.floodgate.base.Failure;
import java.time.Instant;

/**
 * A coupon on offer. Immutable; each change gives a new one.
 *
 * @param issued how many were ever issued, which is the newest sequence number
 * @param revoked how many of those were taken back, whose places are free again
 * @param version counts the events of the coupon, from 1; an issue is an event of the {@link
 *     io.floodgate.base.UserCouponId user's coupon}, not of this
 */
public record Coupon(
    CouponId id,
    String name,
    Terms terms,
    long totalQuantity,
    long issued,
    long revoked,
    Period issuePeriod,
    long version,
    Instant createdAt) {

  /** How many can still be issued. */
  public long remaining() {
    return totalQuantity + revoked - issued;
  }

  /** How many users may ever hold a sequence number: what the gate counts against. */
  long capacity() {
    return totalQuantity + revoked;
  }

  /**
   * With one more issued, whose sequence is {@link #issued}. Refuses with
   * COUPON_NOT_IN_ISSUE_PERIOD or COUPON_SOLD_OUT.
   */
  Coupon issueOne(Instant now) {
    if (!issuePeriod.contains(now)) {
      throw Failure.of(CouponFailure.COUPON_NOT_IN_ISSUE_PERIOD);
    }
    if (remaining() <= 0) {
      throw Failure.of(CouponFailure.COUPON_SOLD_OUT);
    }
    return new Coupon(
        id, name, terms, totalQuantity, issued + 1, revoked, issuePeriod, version, createdAt);
  }
}
