package io.floodgate.web;

import io.floodgate.base.ProductId;
import io.floodgate.order.OrderAsk.Line;
import io.floodgate.order.OrderFailure;
import io.floodgate.product.ProductFailure;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The products of an order or a refund: {@code [{"productId": 1, "quantity": 2}]}. */
final class OrderLines {

  private static final int MAX_ITEMS = 100;
  private static final Integers PRODUCT_ID = Integers.id(ProductFailure.INVALID_PRODUCT_ID);
  private static final Integers QUANTITY =
      new Integers(1, 1_000_000, ProductFailure.INVALID_QUANTITY);

  private OrderLines() {}

  static List<Line> read(Fields fields, String name) {
    Optional<List<Line>> lines = readOptional(fields, name);
    if (lines.isEmpty()) {
      fields.fault(name, OrderFailure.EMPTY_ORDER);
    }
    return lines.orElse(List.of());
  }

  static Optional<List<Line>> readOptional(Fields fields, String name) {
    return fields
        .optionalObjects(name, MAX_ITEMS, OrderFailure.EMPTY_ORDER, OrderFailure.TOO_MANY_ITEMS)
        .map(OrderLines::summed);
  }

  /** Each product once, in the order in which they were first named. */
  private static List<Line> summed(List<Fields> items) {
    Map<Long, Line> lines = LinkedHashMap.newLinkedHashMap(items.size());
    for (Fields item : items) {
      long product = item.integer("productId", PRODUCT_ID);
      long quantity = item.integer("quantity", QUANTITY);
      item.noOthers();
      Line earlier = lines.get(product);
      long sum = earlier == null ? quantity : earlier.quantity() + quantity;
      if (sum > QUANTITY.max() && product != 0) {
        item.fault("quantity", QUANTITY.code(), QUANTITY.detail());
      }
      lines.put(
          product,
          new Line(
              new ProductId(product),
              (int) Math.min(sum, QUANTITY.max()),
              earlier == null ? item.pointer() : earlier.pointer()));
    }
    return List.copyOf(lines.values());
  }
}
