package io.floodgate.coupon;

import io.floodgate.base.CouponId;
import io.floodgate.base.Failure;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

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

  /**
   * With what is given changed. Refuses with COUPON_TOTAL_TOO_SMALL where more are held than the
   * new total, or with INVALID_PERIOD.
   */
  Coupon change(
      Optional<String> newName,
      OptionalLong newTotal,
      Optional<Instant> newFrom,
      Optional<Instant> newUntil) {
    long total = newTotal.orElse(totalQuantity);
    if (total < issued - revoked) {
      throw Failure.at("/totalQuantity", CouponFailure.COUPON_TOTAL_TOO_SMALL);
    }
    Period period =
        new Period(newFrom.orElse(issuePeriod.from()), newUntil.orElse(issuePeriod.until()));
    if (!period.from().isBefore(period.until())) {
      throw Failure.at(
          newUntil.isPresent() ? "/issueUntil" : "/issueFrom", CouponFailure.INVALID_PERIOD);
    }
    if (!period.from().isBefore(terms.validity().until())) {
      // It could be used no more when the first of them is issued.
      throw Failure.at("/issueFrom", CouponFailure.INVALID_PERIOD);
    }
    return new Coupon(
        id, newName.orElse(name), terms, total, issued, revoked, period, version + 1, createdAt);
  }

  /** With one more taken back, whose place is free again. */
  Coupon revokeOne() {
    return new Coupon(
        id, name, terms, totalQuantity, issued, revoked + 1, issuePeriod, version + 1, createdAt);
  }

  CouponStatus status(Instant now) {
    if (now.isBefore(issuePeriod.from())) {
      return CouponStatus.UPCOMING;
    }
    if (!issuePeriod.contains(now)) {
      return CouponStatus.ENDED;
    }
    return remaining() > 0 ? CouponStatus.OPEN : CouponStatus.SOLD_OUT;
  }

  CouponView view(Instant now) {
    return new CouponView(
        id,
        name,
        CouponView.DiscountView.of(terms.discount()),
        terms.minOrderAmount(),
        terms.products().stream().sorted().toList(),
        totalQuantity,
        remaining(),
        status(now),
        issuePeriod.from(),
        issuePeriod.until(),
        terms.validity().from(),
        terms.validity().until(),
        createdAt);
  }
}
