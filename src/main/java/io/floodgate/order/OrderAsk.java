package io.floodgate.order;

import io.floodgate.base.Answered;
import io.floodgate.base.Caller;
import io.floodgate.base.IdempotencyKey;
import io.floodgate.base.OrderId;
import io.floodgate.base.Page;
import io.floodgate.base.PaymentId;
import io.floodgate.base.ProductId;
import io.floodgate.base.UserCouponId;
import io.floodgate.base.UserId;
import io.floodgate.bus.Ask;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the order domain answers: orders, their payments and their refunds. */
public sealed interface OrderAsk<A> extends Ask<A> {

  /**
   * Takes the stock, and with {@code pay} the points too. Refuses with the failures of the
   * contract's table.
   *
   * @param lines each product once, in the order in which the client named them
   * @param pay whether points are taken now; else the order waits for its payment until it expires
   */
  record PlaceOrder(
      UserId userId,
      Optional<UserCouponId> userCouponId,
      List<Line> lines,
      boolean pay,
      Optional<IdempotencyKey> key)
      implements OrderAsk<Answered<OrderView>>, OrderCommand {

    public PlaceOrder {
      lines = List.copyOf(lines);
    }

    /**
     * The least product id: orders for one hot product meet in one lane, whatever else they hold.
     */
    @Override
    public long laneKey() {
      long least = Long.MAX_VALUE;
      for (Line line : lines) {
        least = Math.min(least, line.productId().value());
      }
      return least;
    }
  }

  /** Pays a pending order with points. */
  record PayOrder(OrderId orderId, Caller caller, Optional<IdempotencyKey> key)
      implements OrderAsk<Answered<PaymentView>>, OrderCommand {
    @Override
    public long laneKey() {
      return orderId.value();
    }
  }

  /** Gives everything back that the order still holds. */
  record CancelOrder(OrderId orderId, Caller caller, Optional<IdempotencyKey> key)
      implements OrderAsk<Answered<OrderView>>, OrderCommand {
    @Override
    public long laneKey() {
      return orderId.value();
    }
  }

  /**
   * Gives a payment back.
   *
   * @param lines what is returned; empty for all that is left
   */
  record RefundPayment(
      PaymentId paymentId,
      Optional<List<Line>> lines,
      String reason,
      Caller caller,
      Optional<IdempotencyKey> key)
      implements OrderAsk<Answered<PaymentView>>, OrderCommand {
    @Override
    public long laneKey() {
      return paymentId.value();
    }
  }

  /**
   * Gives back what an order holds that was not paid in time; sent by the sweep, not by clients.
   */
  record ExpireOrder(OrderId orderId) implements OrderAsk<Answered<OrderView>>, OrderCommand {
    @Override
    public Optional<IdempotencyKey> key() {
      return Optional.empty();
    }

    @Override
    public long laneKey() {
      return orderId.value();
    }
  }

  record GetOrder(OrderId orderId, Caller caller) implements OrderAsk<OrderView> {}

  /** What of an order changes, as it is now; ORDER_NOT_FOUND. */
  record GetOrderState(OrderId orderId, Caller caller) implements OrderAsk<OrderState> {}

  /** The same of many at once, on nobody's behalf; what does not exist is left out. */
  record GetOrderStates(Set<OrderId> orderIds) implements OrderAsk<Map<OrderId, OrderState>> {

    public GetOrderStates {
      orderIds = Set.copyOf(orderIds);
    }
  }

  /** A user's orders, newest first. */
  record ListOrders(UserId userId, int limit, Optional<String> cursor)
      implements OrderAsk<Page<OrderView>> {}

  /** The payments and refunds of an order, oldest first. */
  record ListPayments(OrderId orderId, Caller caller) implements OrderAsk<Page<PaymentView>> {}

  record GetPayment(PaymentId paymentId, Caller caller) implements OrderAsk<PaymentView> {}

  /**
   * How many of one product.
   *
   * @param pointer where the client named it, as a JSON pointer, for refusals that are about it
   */
  record Line(ProductId productId, int quantity, String pointer) {}
}
