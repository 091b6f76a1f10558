package io.floodgate.product;

import io.floodgate.outbox.Aggregate;
import io.floodgate.outbox.EventType;
import java.util.List;

/** What the data platform hears of products; the sales are told by orders. */
public final class ProductEvents {

  public static final EventType<ProductView> CREATED = of("ProductCreated");
  public static final EventType<ProductView> CHANGED = of("ProductChanged");
  public static final EventType<ProductView> RESTOCKED = of("ProductRestocked");

  public static final List<EventType<?>> ALL = List.of(CREATED, CHANGED, RESTOCKED);

  private ProductEvents() {}

  private static EventType<ProductView> of(String name) {
    return EventType.of(Aggregate.PRODUCT, name, ProductView.class);
  }
}
