package io.floodgate.order;

import io.floodgate.base.Failure;
import io.floodgate.base.Id;
import io.floodgate.base.Money;
import io.floodgate.base.ProductId;
import io.floodgate.base.UserCouponId;
import io.floodgate.base.UserId;
import io.floodgate.coupon.CouponFailure;
import io.floodgate.coupon.Terms;
import io.floodgate.coupon.UserCoupon;
import io.floodgate.point.Account;
import io.floodgate.point.PointFailure;
import io.floodgate.product.Product;
import io.floodgate.product.ProductFailure;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Whether an order can be placed, and what it costs. Changes nothing: who calls it takes the stock,
 * the coupon and the points once it has said yes.
 */
final class Checkout {

  private Checkout() {}

  /** What an order is going to be. */
  record Quote(List<Item> items, Money subtotal, Money discount, Money total) {}

  /**
   * Refuses with PRODUCT_NOT_FOUND, OUT_OF_STOCK, ORDER_TOTAL_TOO_LARGE, COUPON_NOT_OWNED (also for
   * one that does not exist), COUPON_NOT_VALID_NOW, COUPON_ALREADY_USED, COUPON_NOT_APPLICABLE,
   * COUPON_MINIMUM_NOT_REACHED or INSUFFICIENT_POINTS, whichever comes first in this order.
   *
   * @param shelf the products as they stand now
   * @param wallet the users' coupons as they stand now
   * @param now by the database's clock
   */
  static Quote decide(
      OrderAsk.PlaceOrder order,
      Account account,
      Function<ProductId, Optional<Product>> shelf,
      Function<UserCouponId, Optional<UserCoupon>> wallet,
      Instant now) {
    List<Item> items = new ArrayList<>(order.lines().size());
    for (OrderAsk.Line line : order.lines()) {
      items.add(item(line, shelf.apply(line.productId())));
    }
    Money subtotal = sum(items);
    Money discount =
        order
            .userCouponId()
            .map(id -> discount(wallet.apply(id), order.userId(), items, now))
            .orElse(Money.ZERO);
    Money total = subtotal.minus(discount);
    if (order.pay() && !account.canPay(total)) {
      throw Failure.of(PointFailure.INSUFFICIENT_POINTS);
    }
    return new Quote(List.copyOf(items), subtotal, discount, total);
  }

  private static Money discount(
      Optional<UserCoupon> coupon, UserId user, List<Item> items, Instant now) {
    return coupon
        .orElseThrow(() -> Failure.at("/userCouponId", CouponFailure.COUPON_NOT_OWNED))
        .requireUsable(user, now)
        .terms()
        .discountOf(
            items.stream().map(item -> new Terms.Part(item.productId(), item.amount())).toList());
  }

  private static Item item(OrderAsk.Line line, Optional<Product> found) {
    Product product =
        found
            .filter(Product::isForSale)
            .orElseThrow(
                () -> Failure.at(line.pointer() + "/productId", ProductFailure.PRODUCT_NOT_FOUND));
    if (line.quantity() > product.stock()) {
      throw Failure.at(line.pointer() + "/quantity", ProductFailure.OUT_OF_STOCK);
    }
    return new Item(product.id(), product.name(), product.price(), line.quantity(), 0);
  }

  private static Money sum(List<Item> items) {
    Money sum = Money.ZERO;
    for (Item item : items) {
      sum = sum.plus(item.amount());
    }
    if (sum.won() > Id.MAX_VALUE) {
      throw Failure.at("/orderProducts", OrderFailure.ORDER_TOTAL_TOO_LARGE);
    }
    return sum;
  }
}
