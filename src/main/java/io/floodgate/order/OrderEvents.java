package io.floodgate.order;

import io.floodgate.base.UserId;
import io.floodgate.outbox.Aggregate;
import io.floodgate.outbox.EventType;
import java.util.List;

/** What the data platform hears of orders, payments and refunds. */
public final class OrderEvents {

  /** An order waits for its payment. */
  public static final EventType<OrderView> PLACED =
      EventType.of(Aggregate.ORDER, "OrderPlaced", OrderView.class);

  /** An order is paid, at once or later. */
  public static final EventType<OrderView> PAID =
      EventType.of(Aggregate.ORDER, "OrderPaid", OrderView.class);

  public static final EventType<Returned> CANCELLED =
      EventType.of(Aggregate.ORDER, "OrderCancelled", Returned.class);

  /** An order was not paid in time. */
  public static final EventType<Returned> EXPIRED =
      EventType.of(Aggregate.ORDER, "OrderExpired", Returned.class);

  /** A part or all of a paid order went back. */
  public static final EventType<Returned> REFUNDED =
      EventType.of(Aggregate.ORDER, "OrderRefunded", Returned.class);

  public static final EventType<PaymentMade> PAYMENT_CAPTURED =
      EventType.of(Aggregate.PAYMENT, "PaymentCaptured", PaymentMade.class);

  public static final EventType<PaymentMade> PAYMENT_REFUNDED =
      EventType.of(Aggregate.PAYMENT, "PaymentRefunded", PaymentMade.class);

  public static final List<EventType<?>> ALL =
      List.of(PLACED, PAID, CANCELLED, EXPIRED, REFUNDED, PAYMENT_CAPTURED, PAYMENT_REFUNDED);

  private OrderEvents() {}

  /**
   * What an order gave back.
   *
   * @param order as it is afterwards
   * @param wasPaid whether the items had been sold
   * @param items what went back, in units
   */
  public record Returned(OrderView order, boolean wasPaid, List<PaymentView.RefundedItem> items) {

    public Returned {
      items = List.copyOf(items);
    }
  }

  /**
   * A payment or a refund.
   *
   * @param userId whose points moved
   */
  public record PaymentMade(UserId userId, PaymentView payment) {}
}
