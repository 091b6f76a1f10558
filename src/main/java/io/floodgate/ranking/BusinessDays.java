package io.floodgate.ranking;

import io.floodgate.ranking.Bucket.Unit;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/**
 * The calendar of the ranking: days as the business has them, and hours.
 *
 * @param zone of the business day
 */
record BusinessDays(ZoneId zone) {

  private static final Duration HOUR = Duration.ofHours(1);

  /** So long after it began does a day's bucket stay: the longest window, and a day to leave it. */
  private static final int DAYS_KEPT = Window.SEVEN_DAYS.length() + 2;

  private static final int HOURS_KEPT = 48;

  Bucket dayOf(Instant time) {
    return Bucket.day(LocalDate.ofInstant(time, zone).toEpochDay());
  }

  Bucket hourOf(Instant time) {
    return Bucket.hour(Math.floorDiv(time.getEpochSecond(), HOUR.toSeconds()));
  }

  /** The bucket of a length that a moment is in. */
  Bucket of(Unit unit, Instant time) {
    return switch (unit) {
      case DAY -> dayOf(time);
      case HOUR -> hourOf(time);
    };
  }

  /** When it begins: a day that starts with the clocks put forward begins where it can. */
  Instant startOf(Bucket bucket) {
    return switch (bucket.unit()) {
      case DAY -> LocalDate.ofEpochDay(bucket.number()).atStartOfDay(zone).toInstant();
      case HOUR -> Instant.ofEpochSecond(bucket.number() * HOUR.toSeconds());
    };
  }

  /** Until when Redis keeps it. */
  Instant expiryOf(Bucket bucket) {
    return switch (bucket.unit()) {
      case DAY -> startOf(Bucket.day(bucket.number() + DAYS_KEPT));
      case HOUR -> startOf(Bucket.hour(bucket.number() + HOURS_KEPT));
    };
  }

  /** The hour of the business day, 0 to 23. */
  int hourOfDay(Instant time) {
    return time.atZone(zone).getHour();
  }
}
