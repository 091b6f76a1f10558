package io.floodgate.ranking;

import io.floodgate.base.ProductId;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Units by bucket and product: what many events add up to. */
final class Tally {

  private final BusinessDays days;
  private final Map<Bucket, Map<ProductId, Long>> units = new TreeMap<>();

  Tally(BusinessDays days) {
    this.days = days;
  }

  void add(Sold sold) {
    if (sold.units().isEmpty()) {
      return;
    }
    Map<ProductId, Long> day = bucket(days.dayOf(sold.at()));
    Map<ProductId, Long> hour = bucket(days.hourOf(sold.at()));
    for (Sold.Units one : sold.units()) {
      add(day, one);
      add(hour, one);
    }
  }

  private Map<ProductId, Long> bucket(Bucket bucket) {
    return units.computeIfAbsent(bucket, _ -> new HashMap<>());
  }

  private static void add(Map<ProductId, Long> to, Sold.Units one) {
    to.merge(one.productId(), one.units(), Long::sum);
  }

  /** How many numbers it has. */
  int size() {
    return units.values().stream().mapToInt(Map::size).sum();
  }

  Map<Bucket, Map<ProductId, Long>> units() {
    return units;
  }
}
