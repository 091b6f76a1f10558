package io.floodgate.ranking;

import io.floodgate.ranking.Bucket.Unit;
import java.util.List;

/** The time that a ranking looks back. */
public enum Window {
  /** The business day so far. */
  TODAY("today", Unit.DAY, 1),
  /** Today and the two business days before it. */
  THREE_DAYS("3d", Unit.DAY, 3),
  /** Today and the six business days before it. */
  SEVEN_DAYS("7d", Unit.DAY, 7),
  /** This clock hour and the one before it. */
  HOUR("1h", Unit.HOUR, 2);

  /** Those that are kept as sums of their buckets; today is its own bucket. */
  static final List<Window> SUMS = List.of(THREE_DAYS, SEVEN_DAYS, HOUR);

  private final String parameter;
  private final Unit unit;
  private final int length;

  Window(String parameter, Unit unit, int length) {
    this.parameter = parameter;
    this.unit = unit;
    this.length = length;
  }

  /** As a request names it. */
  public String parameter() {
    return parameter;
  }

  Unit unit() {
    return unit;
  }

  /** In buckets, the present one among them. */
  int length() {
    return length;
  }

  /** Its first bucket, while this one is the present one. What comes later is always part of it. */
  Bucket firstAt(Bucket present) {
    return new Bucket(unit, present.number() - length + 1);
  }

  /**
   * Whether a bucket is part of it. There is no upper end: what is sold just after midnight counts
   * before anybody has noticed that the day is over.
   */
  boolean has(Bucket bucket, Bucket present) {
    return bucket.unit() == unit && bucket.number() >= firstAt(present).number();
  }
}
