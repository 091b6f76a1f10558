package io.floodgate.web;

import io.floodgate.base.CouponId;
import io.floodgate.base.UserCouponId;
import io.floodgate.base.UserId;
import io.floodgate.coupon.TicketView;
import java.util.Optional;

/** A queued request as a client sees it, in the client's language. */
record TicketData(
    String ticketId,
    CouponId couponId,
    UserId userId,
    TicketView.Status status,
    Optional<UserCouponId> userCouponId,
    Optional<Long> sequence,
    Optional<String> error,
    Optional<String> reason) {

  static TicketData of(TicketView ticket, Language language) {
    return new TicketData(
        ticket.ticketId(),
        ticket.couponId(),
        ticket.userId(),
        ticket.status(),
        ticket.userCouponId(),
        ticket.sequence(),
        ticket.error(),
        ticket.reason().map(language::of));
  }
}
