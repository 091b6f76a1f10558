package io.floodgate.order;

import io.floodgate.base.Failure;
import io.floodgate.base.OrderId;
import io.floodgate.base.PaymentId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The orders that one transaction has locked or makes, as they stand after the commands decided so
 * far, with the payments and refunds to be written. Stays inside its transaction.
 */
final class Book {

  private final Map<OrderId, Order> orders = new HashMap<>();
  private final Map<PaymentId, Payment> payments = new HashMap<>();
  private final List<Order> placed = new ArrayList<>();
  private final Set<OrderId> changed = new HashSet<>();
  private final List<Payment> added = new ArrayList<>();

  Book(Collection<Order> locked, Collection<Payment> existing) {
    locked.forEach(order -> orders.put(order.id(), order));
    existing.forEach(payment -> payments.put(payment.id(), payment));
  }

  Collection<Order> orders() {
    return orders.values();
  }

  Optional<Order> find(OrderId id) {
    return Optional.ofNullable(orders.get(id));
  }

  Optional<Order> findByPayment(PaymentId id) {
    return Optional.ofNullable(payments.get(id)).flatMap(payment -> find(payment.orderId()));
  }

  /** The order as it stands now; ORDER_NOT_FOUND. */
  Order order(OrderId id) {
    return find(id).orElseThrow(() -> Failure.of(OrderFailure.ORDER_NOT_FOUND));
  }

  /** A payment, not a refund; PAYMENT_NOT_FOUND. */
  Payment payment(PaymentId id) {
    Payment payment = payments.get(id);
    if (payment == null || payment.kind() != PaymentView.Kind.PAYMENT) {
      throw Failure.of(OrderFailure.PAYMENT_NOT_FOUND);
    }
    return payment;
  }

  /** How many refunds of a payment there are. */
  long refundsOf(PaymentId id) {
    return payments.values().stream()
        .filter(payment -> payment.refundOf().filter(id::equals).isPresent())
        .count();
  }

  void place(Order order) {
    orders.put(order.id(), order);
    placed.add(order);
  }

  void change(Order order) {
    orders.put(order.id(), order);
    changed.add(order.id());
  }

  void add(Payment payment) {
    payments.put(payment.id(), payment);
    added.add(payment);
  }

  List<Order> placed() {
    return placed;
  }

  List<Order> changed() {
    return changed.stream().map(orders::get).toList();
  }

  List<Payment> added() {
    return added;
  }
}
