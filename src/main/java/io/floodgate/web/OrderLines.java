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
    Map<ProductId, Line> lines = LinkedHashMap.newLinkedHashMap(items.size());
    for (Fields item : items) {
      ProductId product = new ProductId(item.integer("productId", PRODUCT_ID));
      int quantity = (int) item.integer("quantity", QUANTITY);
      item.noOthers();
      lines.merge(product, new Line(product, quantity, item.pointer()), (a, b) -> sum(a, b, item));
    }
    return List.copyOf(lines.values());
  }

  /**
   * Two lines of one product, as the client first named it; a sum too large is the later's fault.
   */
  private static Line sum(Line first, Line later, Fields item) {
    int sum = first.quantity() + later.quantity();
    if (!QUANTITY.allow(sum) && first.productId().value() != 0) {
      item.fault("quantity", QUANTITY.code(), QUANTITY.detail());
    }
    return new Line(first.productId(), Math.min(sum, (int) QUANTITY.max()), first.pointer());
  }
}
