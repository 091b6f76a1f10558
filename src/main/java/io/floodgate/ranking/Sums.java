package io.floodgate.ranking;

import io.floodgate.base.ProductId;
import io.floodgate.order.SalesTable;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * What the database says was sold, in the buckets that rankings are made of: those of the longest
 * window of each unit and one more, since time goes on while they are read.
 */
final class Sums implements SalesTable.Reader {

  private final Bucket firstDay;
  private final Bucket firstHour;
  private final Bucket day;
  private final Bucket hour;
  private final Map<Bucket, Map<ProductId, Long>> units = new TreeMap<>();

  /**
   * @param day the present one
   * @param hour the present one
   */
  Sums(Bucket day, Bucket hour) {
    this.day = day;
    this.hour = hour;
    firstDay = Window.SEVEN_DAYS.firstAt(day);
    firstHour = Window.HOUR.firstAt(hour);
    days().forEach(bucket -> units.put(bucket, new HashMap<>()));
    hours().forEach(bucket -> units.put(bucket, new HashMap<>()));
  }

  Bucket day() {
    return day;
  }

  Bucket hour() {
    return hour;
  }

  List<Bucket> days() {
    return LongStream.rangeClosed(firstDay.number(), day.number() + 1)
        .mapToObj(Bucket::day)
        .toList();
  }

  List<Bucket> hours() {
    return LongStream.rangeClosed(firstHour.number(), hour.number() + 1)
        .mapToObj(Bucket::hour)
        .toList();
  }

  /** When each of these begins. */
  static List<Instant> starts(List<Bucket> buckets, BusinessDays days) {
    return buckets.stream().map(days::startOf).toList();
  }

  @Override
  public void sold(ProductId product, int dayIndex, int hourIndex, long sold) {
    add(Bucket.day(firstDay.number() + dayIndex), product, sold);
    if (hourIndex >= 0) {
      add(Bucket.hour(firstHour.number() + hourIndex), product, sold);
    }
  }

  private void add(Bucket bucket, ProductId product, long sold) {
    units.get(bucket).merge(product, sold, Sums::sumOrNothing);
  }

  /** What is bought and goes back again has no number. */
  private static Long sumOrNothing(long one, long other) {
    return one + other == 0 ? null : one + other;
  }

  Map<Bucket, Map<ProductId, Long>> buckets() {
    return units;
  }

  /** Of the windows that are kept as sums of their buckets. */
  Map<Window, Map<ProductId, Long>> windows() {
    Map<Window, Map<ProductId, Long>> windows = new LinkedHashMap<>();
    for (Window window : Window.SUMS) {
      Bucket present = window.unit() == Bucket.Unit.DAY ? day : hour;
      Map<ProductId, Long> sum = new HashMap<>();
      units.forEach(
          (bucket, sold) -> {
            if (window.has(bucket, present)) {
              sold.forEach((product, some) -> sum.merge(product, some, Sums::sumOrNothing));
            }
          });
      windows.put(window, sum);
    }
    return windows;
  }
}
