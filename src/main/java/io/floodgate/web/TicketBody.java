package io.floodgate.web;

import io.floodgate.base.CouponId;
import io.floodgate.base.UserCouponId;
import io.floodgate.base.UserId;
import io.floodgate.coupon.TicketView;
import java.util.Optional;

/** A ticket in the client's language. */
record TicketBody(
    String ticketId,
    CouponId couponId,
    UserId userId,
    TicketView.Status status,
    Optional<UserCouponId> userCouponId,
    Optional<Long> sequence,
    Optional<String> error,
    Optional<String> reason) {

  static TicketBody of(TicketView ticket, Language language) {
    return new TicketBody(
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
