package io.floodgate.coupon;

import io.floodgate.base.CouponId;
import io.floodgate.base.Failure;
import io.floodgate.base.UserCouponId;
import io.floodgate.base.UserId;
import io.floodgate.outbox.Moment;
import io.floodgate.user.UserFailure;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The coupons that one transaction has locked, and who holds one of them, as they stand after the
 * issues decided so far. Stays inside its transaction.
 */
final class IssueBook {

  private final Map<CouponId, Coupon> coupons = new HashMap<>();
  private final Set<UserId> users;
  private final Set<Holding> holdings;
  private final List<Issue> issues = new ArrayList<>();

  /** That a user was issued a coupon, whatever became of it. */
  record Holding(CouponId couponId, UserId userId) {}

  /** A coupon that is issued now. */
  record Issue(UserCouponId id, Holding holding, long sequence, Instant at) {}

  /**
   * @param users those of the commands that exist
   * @param holdings those of the commands that were issued before
   */
  IssueBook(Collection<Coupon> locked, Collection<UserId> users, Collection<Holding> holdings) {
    locked.forEach(coupon -> coupons.put(coupon.id(), coupon));
    this.users = Set.copyOf(users);
    this.holdings = new HashSet<>(holdings);
  }

  boolean has(CouponId id) {
    return coupons.containsKey(id);
  }

  Optional<Coupon> find(CouponId id) {
    return Optional.ofNullable(coupons.get(id));
  }

  /**
   * Issues one, or refuses with COUPON_NOT_FOUND, USER_NOT_FOUND, COUPON_ALREADY_ISSUED,
   * COUPON_NOT_IN_ISSUE_PERIOD or COUPON_SOLD_OUT, whichever comes first in this order.
   */
  IssuedCoupon issue(CouponId couponId, UserId user, UserCouponId id, Moment moment) {
    Coupon coupon = find(couponId).orElseThrow(() -> Failure.of(CouponFailure.COUPON_NOT_FOUND));
    if (!users.contains(user)) {
      throw Failure.of(UserFailure.USER_NOT_FOUND);
    }
    Holding holding = new Holding(couponId, user);
    if (holdings.contains(holding)) {
      throw Failure.of(CouponFailure.COUPON_ALREADY_ISSUED);
    }
    Coupon after = coupon.issueOne(moment.now());
    coupons.put(couponId, after);
    holdings.add(holding);
    long sequence = after.issued();
    issues.add(new Issue(id, holding, sequence, moment.now()));
    moment.tell(
        CouponEvents.ISSUED,
        id.value(),
        1,
        new CouponEvents.CouponIssued(id, couponId, user, sequence, moment.now()));
    return new IssuedCoupon(id, couponId, sequence);
  }

  /** Whether none is left of a coupon that is here. */
  boolean isSoldOut(CouponId id) {
    return find(id).filter(coupon -> coupon.remaining() <= 0).isPresent();
  }

  /** The coupons of which some were issued. */
  List<Coupon> changed() {
    Set<CouponId> ids = new HashSet<>();
    issues.forEach(issue -> ids.add(issue.holding.couponId));
    return ids.stream().map(coupons::get).toList();
  }

  List<Issue> issues() {
    return issues;
  }
}
