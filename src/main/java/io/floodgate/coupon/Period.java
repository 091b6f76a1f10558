package io.floodgate.coupon;

import java.time.Instant;

/** From a moment to another, the first included and the second not. */
public record Period(Instant from, Instant until) {

  public boolean contains(Instant moment) {
    return !moment.isBefore(from) && moment.isBefore(until);
  }
}
