package io.floodgate.order;

import io.floodgate.base.Failure;
import io.floodgate.base.Money;
import io.floodgate.product.ProductFailure;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a refund gives back. The discount is given back in proportion: after each refund, the sum of
 * all refunds is the total's share of the list price that was returned, rounded down to the won;
 * the last one returns what is left, so that all refunds together are the total exactly.
 */
record Refund(List<PaymentView.RefundedItem> items, Money amount, List<Item> itemsAfter) {

  /**
   * Refuses with ORDER_STATE_CONFLICT unless the order is paid, PRODUCT_NOT_FOUND for a product
   * that was not bought, REFUND_EXCEEDS_PAYMENT for more than is left of it.
   *
   * @param lines what is returned; empty for all that is left
   */
  static Refund decide(Order order, Optional<List<OrderAsk.Line>> lines) {
    if (order.status() != OrderStatus.PAID) {
      throw Failure.of(OrderFailure.ORDER_STATE_CONFLICT);
    }
    return of(order, quantities(order, lines));
  }

  /** All that is left of an order, whatever its state. */
  static Refund rest(Order order) {
    return of(order, quantities(order, Optional.empty()));
  }

  /** How many of each item of the order are returned, in the order of its items. */
  private static int[] quantities(Order order, Optional<List<OrderAsk.Line>> lines) {
    int[] quantities = new int[order.items().size()];
    if (lines.isEmpty()) {
      for (int i = 0; i < quantities.length; i++) {
        quantities[i] = order.items().get(i).left();
      }
      return quantities;
    }
    for (OrderAsk.Line line : lines.get()) {
      int i = indexOf(order, line);
      if (line.quantity() > order.items().get(i).left()) {
        throw Failure.at(line.pointer() + "/quantity", OrderFailure.REFUND_EXCEEDS_PAYMENT);
      }
      quantities[i] = line.quantity();
    }
    return quantities;
  }

  private static int indexOf(Order order, OrderAsk.Line line) {
    for (int i = 0; i < order.items().size(); i++) {
      if (order.items().get(i).productId().equals(line.productId())) {
        return i;
      }
    }
    throw Failure.at(line.pointer() + "/productId", ProductFailure.PRODUCT_NOT_FOUND);
  }

  private static Refund of(Order order, int[] quantities) {
    Money returned = Money.ZERO;
    for (Item item : order.items()) {
      returned = returned.plus(item.refundedAmount());
    }
    Money before = order.refunded();
    List<Item> itemsAfter = new ArrayList<>(quantities.length);
    List<PaymentView.RefundedItem> items = new ArrayList<>(quantities.length);
    for (int i = 0; i < quantities.length; i++) {
      Item item = order.items().get(i);
      itemsAfter.add(item.refunded(quantities[i]));
      if (quantities[i] > 0) {
        returned = returned.plus(item.price().times(quantities[i]));
        Money after = share(order, returned);
        items.add(
            new PaymentView.RefundedItem(item.productId(), quantities[i], after.minus(before)));
        before = after;
      }
    }
    Money amount = before.minus(order.refunded());
    return new Refund(items, amount, itemsAfter);
  }

  /** total × returned ÷ subtotal, rounded down. The product may be larger than a long. */
  private static Money share(Order order, Money returned) {
    return Money.won(
        BigInteger.valueOf(order.total().won())
            .multiply(BigInteger.valueOf(returned.won()))
            .divide(BigInteger.valueOf(order.subtotal().won()))
            .longValueExact());
  }
}
