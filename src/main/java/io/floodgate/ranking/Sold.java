package io.floodgate.ranking;

import io.floodgate.base.ProductId;
import io.floodgate.kafka.Unreadable;
import io.floodgate.order.OrderEvents;
import io.floodgate.outbox.Place;
import io.floodgate.outbox.ToldEvent;
import java.time.Instant;
import java.util.List;

/**
 * What an event of an order means to the ranking.
 *
 * @param at when it was sold or went back
 * @param units none where the event means nothing
 */
record Sold(Place place, Instant at, List<Units> units) {

  Sold {
    units = List.copyOf(units);
  }

  /**
   * Units of one product.
   *
   * @param units below zero: they went back
   */
  record Units(ProductId productId, long units) {}

  /** As much of the events' data as is needed here. */
  private record Paid(List<Item> items) {}

  private record Returned(boolean wasPaid, List<Item> items) {}

  private record Item(ProductId productId, long quantity) {}

  /**
   * Only what is paid is sold, and only what was sold goes back.
   *
   * @throws Unreadable when the event has not the data of its type
   */
  static Sold of(ToldEvent event) {
    return new Sold(event.place(), event.time(), unitsOf(event));
  }

  private static List<Units> unitsOf(ToldEvent event) {
    if (event.type().equals(OrderEvents.PAID.name())) {
      return units(event, event.read(Paid.class).items(), 1);
    }
    if (event.type().equals(OrderEvents.REFUNDED.name())
        || event.type().equals(OrderEvents.CANCELLED.name())) {
      Returned returned = event.read(Returned.class);
      return returned.wasPaid() ? units(event, returned.items(), -1) : List.of();
    }
    return List.of();
  }

  private static List<Units> units(ToldEvent event, List<Item> items, int sign) {
    if (items == null || items.stream().anyMatch(Sold::isIncomplete)) {
      throw new Unreadable("not the data of " + event.type());
    }
    return items.stream().map(item -> new Units(item.productId(), sign * item.quantity())).toList();
  }

  private static boolean isIncomplete(Item item) {
    return item == null || item.productId() == null || item.quantity() <= 0;
  }
}
