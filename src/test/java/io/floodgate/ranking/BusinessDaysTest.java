package io.floodgate.ranking;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class BusinessDaysTest {

  private static final BusinessDays SEOUL = new BusinessDays(ZoneId.of("Asia/Seoul"));
  private static final BusinessDays BERLIN = new BusinessDays(ZoneId.of("Europe/Berlin"));
  private static final BusinessDays KOLKATA = new BusinessDays(ZoneId.of("Asia/Kolkata"));

  private static Instant at(String time) {
    return Instant.parse(time);
  }

  @Test
  void aDayBeginsAtMidnightOfTheBusiness() {
    assertThat(SEOUL.dayOf(at("2026-11-20T14:59:59.999999Z")).text()).isEqualTo("daily:2026-11-20");
    assertThat(SEOUL.dayOf(at("2026-11-20T15:00:00Z")).text()).isEqualTo("daily:2026-11-21");
    assertThat(KOLKATA.dayOf(at("2026-11-20T18:29:59Z")).text()).isEqualTo("daily:2026-11-20");
    assertThat(KOLKATA.dayOf(at("2026-11-20T18:30:00Z")).text()).isEqualTo("daily:2026-11-21");
    Bucket day = SEOUL.dayOf(at("2026-11-20T15:00:00Z"));
    assertThat(SEOUL.startOf(day)).isEqualTo(at("2026-11-20T15:00:00Z"));
  }

  @Test
  void aDayMayHaveMoreOrFewerHours() {
    Bucket longDay = BERLIN.dayOf(at("2026-10-25T12:00:00Z"));
    Bucket shortDay = BERLIN.dayOf(at("2026-03-29T12:00:00Z"));
    assertThat(length(longDay)).isEqualTo(Duration.ofHours(25));
    assertThat(length(shortDay)).isEqualTo(Duration.ofHours(23));
    assertThat(BERLIN.dayOf(at("2026-10-25T22:59:59Z"))).isEqualTo(longDay);
    assertThat(BERLIN.dayOf(at("2026-10-25T23:00:00Z")).text()).isEqualTo("daily:2026-10-26");
  }

  private static Duration length(Bucket day) {
    return Duration.between(BERLIN.startOf(day), BERLIN.startOf(Bucket.day(day.number() + 1)));
  }

  /** The clock shows two o'clock twice: two hours all the same, and in their order. */
  @Test
  void anHourIsNeverTwoHours() {
    Bucket first = BERLIN.hourOf(at("2026-10-25T00:30:00Z"));
    Bucket second = BERLIN.hourOf(at("2026-10-25T01:30:00Z"));
    assertThat(second.number()).isEqualTo(first.number() + 1);
    assertThat(first.text()).isEqualTo("hourly:2026-10-25T00");
    assertThat(second.text()).isEqualTo("hourly:2026-10-25T01");
    assertThat(BERLIN.startOf(second)).isEqualTo(at("2026-10-25T01:00:00Z"));
  }

  @Test
  void whatBelongsToAWindow() {
    Bucket today = SEOUL.dayOf(at("2026-11-20T03:00:00Z"));
    assertThat(Window.THREE_DAYS.firstAt(today).text()).isEqualTo("daily:2026-11-18");
    assertThat(Window.SEVEN_DAYS.firstAt(today).text()).isEqualTo("daily:2026-11-14");
    assertThat(Window.TODAY.firstAt(today)).isEqualTo(today);
    assertThat(Window.THREE_DAYS.has(Bucket.day(today.number() - 2), today)).isTrue();
    assertThat(Window.THREE_DAYS.has(Bucket.day(today.number() - 3), today)).isFalse();
    assertThat(Window.THREE_DAYS.has(Bucket.day(today.number() + 1), today)).isTrue();
    assertThat(Window.THREE_DAYS.has(Bucket.hour(today.number()), today)).isFalse();
  }

  @Test
  void aBucketStaysUntilTheLongestWindowHasLeftItForADay() {
    Bucket day = SEOUL.dayOf(at("2026-11-20T03:00:00Z"));
    // The window leaves it when the 27th begins.
    assertThat(SEOUL.expiryOf(day)).isEqualTo(SEOUL.startOf(Bucket.day(day.number() + 9)));
    Bucket hour = SEOUL.hourOf(at("2026-11-20T03:00:00Z"));
    assertThat(SEOUL.expiryOf(hour)).isEqualTo(at("2026-11-22T03:00:00Z"));
  }

  @Test
  void theHourOfTheDayIsThatOfTheBusiness() {
    assertThat(SEOUL.hourOfDay(at("2026-11-20T19:30:00Z"))).isEqualTo(4);
    assertThat(BERLIN.hourOfDay(at("2026-11-20T19:30:00Z"))).isEqualTo(20);
  }
}
