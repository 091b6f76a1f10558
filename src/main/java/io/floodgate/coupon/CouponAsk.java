package io.floodgate.coupon;

import io.floodgate.base.Answered;
import io.floodgate.base.CouponId;
import io.floodgate.base.IdempotencyKey;
import io.floodgate.base.Money;
import io.floodgate.base.Page;
import io.floodgate.base.ProductId;
import io.floodgate.base.UserId;
import io.floodgate.bus.Ask;
import io.floodgate.bus.Laned;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** What the coupon domain answers. */
public sealed interface CouponAsk<A> extends Ask<A> {

  /**
   * Puts a new coupon on offer.
   *
   * @param discount a possible one: 1 to 100 for PERCENT, a maximum for PERCENT only
   * @param productIds what it reduces; empty for the whole order. Nobody checks that they exist: a
   *     coupon may be made before its products are
   */
  record CreateCoupon(
      String name,
      CouponView.DiscountView discount,
      Money minOrderAmount,
      List<ProductId> productIds,
      long totalQuantity,
      Instant issueFrom,
      Instant issueUntil,
      Instant validFrom,
      Instant validUntil,
      Optional<IdempotencyKey> key)
      implements CouponAsk<Answered<CouponView>> {}

  /**
   * Changes what is given and leaves the rest. Refuses with COUPON_NOT_FOUND,
   * COUPON_TOTAL_TOO_SMALL or INVALID_PERIOD.
   */
  record ChangeCoupon(
      CouponId couponId,
      Optional<String> name,
      OptionalLong totalQuantity,
      Optional<Instant> issueFrom,
      Optional<Instant> issueUntil)
      implements CouponAsk<CouponView> {}

  /**
   * Takes an unused coupon back from its user, who gets no other one; its place is free for someone
   * else. Refuses with COUPON_NOT_FOUND, COUPON_NOT_OWNED or COUPON_ALREADY_USED.
   */
  record RevokeCoupon(CouponId couponId, UserId userId, Optional<IdempotencyKey> key)
      implements CouponAsk<Answered<CouponView>> {}

  /** The coupon with what remains of it now, or COUPON_NOT_FOUND. */
  record GetCoupon(CouponId couponId) implements CouponAsk<CouponView> {}

  /** The same of many at once; what does not exist is left out. */
  record GetCoupons(Set<CouponId> couponIds) implements CouponAsk<Map<CouponId, CouponView>> {

    public GetCoupons {
      couponIds = Set.copyOf(couponIds);
    }
  }

  /** The coupons on offer, newest first. */
  record ListCoupons(Optional<CouponStatus> status, int limit, Optional<String> cursor)
      implements CouponAsk<Page<CouponView>> {}

  /** A user's coupons, newest first, without those that were revoked; USER_NOT_FOUND. */
  record ListUserCoupons(
      UserId userId, Optional<UserCouponStatus> status, int limit, Optional<String> cursor)
      implements CouponAsk<Page<UserCouponView>>, Laned {
    /** A crowd of misses for one user meets in one instance. */
    @Override
    public long laneKey() {
      return userId.value();
    }
  }

  /** These users' coupons have changed and committed: what is cached of them is forgotten. */
  record ForgetUserCoupons(List<UserId> userIds) implements CouponAsk<Void> {}

  /** Something that all holders of a coupon see has changed: what is cached of all is forgotten. */
  record ForgetAllUserCoupons() implements CouponAsk<Void> {}

  /**
   * Issues one coupon to a user; answers once that is durable. Refuses with COUPON_NOT_FOUND,
   * USER_NOT_FOUND, COUPON_NOT_IN_ISSUE_PERIOD, COUPON_SOLD_OUT or COUPON_ALREADY_ISSUED.
   */
  record IssueCoupon(CouponId couponId, UserId userId, Optional<IdempotencyKey> key)
      implements CouponAsk<Answered<IssuedCoupon>> {}

  /**
   * Queues a request for a coupon; answers once the queue holds it durably. Refuses at once with
   * what {@link IssueCoupon} refuses with, as far as the gate knows.
   */
  record QueueIssue(CouponId couponId, UserId userId, Optional<IdempotencyKey> key)
      implements CouponAsk<TicketView> {}

  /**
   * What has become of a queued request; TICKET_NOT_FOUND for what is no ticket.
   *
   * @param ticketId as {@link TicketView} names it
   */
  record GetTicket(String ticketId) implements CouponAsk<TicketView> {}

  /** The same of many at once; what is no ticket is left out. */
  record GetTickets(Set<String> ticketIds) implements CouponAsk<Map<String, TicketView>> {}
}
