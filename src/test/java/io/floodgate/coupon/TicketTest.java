package io.floodgate.coupon;

import static org.assertj.core.api.Assertions.assertThat;

import io.floodgate.base.CouponId;
import io.floodgate.base.UserId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TicketTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 35, 36, 1_850_000_000_000_009L, (1L << 53) - 1})
  void itsIdSaysAllOfIt(long number) {
    Ticket ticket = new Ticket(new CouponId(7), new UserId(number), number);
    assertThat(Ticket.of(ticket.id())).contains(ticket);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        "--",
        "1-1",
        "1-1-1-1",
        "1-1-",
        "-1-1-1",
        "01-1-1",
        "A-1-1",
        "1-1-1\n",
        " 1-1-1",
        "1-1-zzzzzzzzzzzzz",
        "1-1-zzzzzzzzzzzz",
        "1_-1-1",
        "１-1-1"
      })
  void whatIsNotExactlyAnIdIsNone(String id) {
    assertThat(Ticket.of(id)).isEmpty();
  }

  @Test
  void noLongIdIsReadAsAShortOne() {
    assertThat(Ticket.of("1-1-" + "1".repeat(1_000))).isEmpty();
  }
}
