package io.floodgate.coupon;

import io.floodgate.base.CouponId;
import io.floodgate.base.Text;
import io.floodgate.base.UserCouponId;
import io.floodgate.base.UserId;
import java.util.Optional;

/**
 * What became of a queued request, as far as it is known.
 *
 * @param ticketId opaque; names the ticket in the path
 * @param issued what it led to, once it is ISSUED
 * @param error the stable name of the refusal, once it is REFUSED
 * @param reason the refusal for a person
 */
public record TicketView(
    String ticketId,
    CouponId couponId,
    UserId userId,
    Status status,
    Optional<UserCouponId> userCouponId,
    Optional<Long> sequence,
    Optional<String> error,
    Optional<Text> reason) {

  public enum Status {
    QUEUED,
    ISSUED,
    REFUSED
  }

  public boolean isFinal() {
    return status != Status.QUEUED;
  }
}
