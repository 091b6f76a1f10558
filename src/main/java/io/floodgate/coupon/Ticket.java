package io.floodgate.coupon;

import io.floodgate.base.CouponId;
import io.floodgate.base.UserId;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A request for a coupon that waits in the queue. Its id says all of it, so that every node can
 * answer for every ticket and none has to be kept.
 *
 * @param number unique; made by the node that queued it
 */
public record Ticket(CouponId couponId, UserId userId, long number) {

  private static final int BASE = 36;
  private static final Pattern ID = Pattern.compile("(\\w{1,11})-(\\w{1,11})-(\\w{1,11})");

  /** Names the ticket to clients. */
  String id() {
    return text(couponId.value()) + '-' + text(userId.value()) + '-' + text(number);
  }

  /** The ticket that an id names, if it is the id of one. */
  static Optional<Ticket> of(String id) {
    Matcher parts = ID.matcher(id);
    if (!parts.matches()) {
      return Optional.empty();
    }
    Ticket ticket =
        new Ticket(
            new CouponId(number(parts.group(1))),
            new UserId(number(parts.group(2))),
            number(parts.group(3)));
    // One ticket has one id: no other case, no zeros before it, nothing that is too large.
    return ticket.id().equals(id) ? Optional.of(ticket) : Optional.empty();
  }

  private static String text(long number) {
    return Long.toString(number, BASE);
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text, BASE);
    } catch (NumberFormatException e) {
      return -1; // which no id says
    }
  }
}
