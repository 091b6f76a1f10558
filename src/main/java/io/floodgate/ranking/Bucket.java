package io.floodgate.ranking;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * A stretch of time whose sales are added up.
 *
 * @param number of a day: since 1970-01-01; of an hour: since 1970-01-01T00 in UTC, so that there
 *     is neither a gap nor a repetition where clocks are put forward or back
 */
record Bucket(Unit unit, long number) implements Comparable<Bucket> {

  private static final DateTimeFormatter HOUR = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH");
  private static final int SECONDS_AN_HOUR = 3_600;

  /** The lengths of buckets. */
  enum Unit {
    /** A business day. */
    DAY("day", "daily"),
    HOUR("hour", "hourly");

    private final String field;
    private final String key;

    Unit(String field, String key) {
      this.field = field;
      this.key = key;
    }

    /** As scripts call it. */
    String field() {
      return field;
    }
  }

  static Bucket day(long number) {
    return new Bucket(Unit.DAY, number);
  }

  static Bucket hour(long number) {
    return new Bucket(Unit.HOUR, number);
  }

  /** As it ends the name of its key: {@code daily:2026-11-20}, or {@code hourly:2026-11-20T04}. */
  String text() {
    return unit.key + ':' + time();
  }

  private String time() {
    return switch (unit) {
      case DAY -> LocalDate.ofEpochDay(number).toString();
      case HOUR ->
          LocalDateTime.ofEpochSecond(number * SECONDS_AN_HOUR, 0, ZoneOffset.UTC).format(HOUR);
    };
  }

  @Override
  public int compareTo(Bucket other) {
    int byUnit = unit.compareTo(other.unit);
    return byUnit != 0 ? byUnit : Long.compare(number, other.number);
  }
}
