package io.floodgate.web;

import io.floodgate.base.Answered;
import io.floodgate.base.OrderId;
import io.floodgate.base.PaymentId;
import io.floodgate.base.UserCouponId;
import io.floodgate.base.UserId;
import io.floodgate.coupon.CouponFailure;
import io.floodgate.order.OrderAsk.CancelOrder;
import io.floodgate.order.OrderAsk.GetOrder;
import io.floodgate.order.OrderAsk.GetOrderState;
import io.floodgate.order.OrderAsk.GetPayment;
import io.floodgate.order.OrderAsk.Line;
import io.floodgate.order.OrderAsk.ListOrders;
import io.floodgate.order.OrderAsk.ListPayments;
import io.floodgate.order.OrderAsk.PayOrder;
import io.floodgate.order.OrderAsk.PlaceOrder;
import io.floodgate.order.OrderAsk.RefundPayment;
import io.floodgate.order.OrderFailure;
import io.floodgate.order.OrderState;
import io.floodgate.order.PaymentView;
import io.floodgate.user.UserFailure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Orders, their payments and their refunds. */
final class OrderRoutes {

  private static final String ORDERS = Routes.API + "/orders";
  private static final String ORDER = ORDERS + "/:orderId";
  private static final String PAYMENTS = Routes.API + "/payments";
  private static final String PAYMENT = PAYMENTS + "/:paymentId";

  private static final Integers USER_ID = Integers.id(UserFailure.INVALID_USER_ID);
  private static final Integers COUPON_ID = Integers.id(CouponFailure.INVALID_COUPON_ID);
  private static final Strings REASON = new Strings(500, OrderFailure.INVALID_REASON);

  private final SseFeed<OrderId> feed;

  OrderRoutes(Vertx vertx, Web web) {
    this.feed = new SseFeed<>(vertx, web.lookouts().orders());
  }

  /** The hottest route of all. */
  void mountPlacing(Routes routes) {
    routes.post(Priority.ORDER, ORDERS, this::place);
  }

  void mount(Routes routes) {
    routes.get(ORDER, this::detail);
    routes.stream(ORDER + "/stream", this::open);
    routes.get(Routes.API + "/users/:userId/orders", this::list);
    routes.post(Priority.FINISHING, ORDER + "/cancel", this::cancel);
    routes.post(Priority.FINISHING, ORDER + "/payments", this::pay);
    routes.get(ORDER + "/payments", this::payments);
    routes.get(PAYMENT, this::payment);
    routes.post(Priority.FINISHING, PAYMENT + "/refunds", this::refund);
  }

  /** An order as a stream shows it. */
  static SseState state(OrderState order) {
    return SseState.of(Long.toString(order.version()), order.status().isFinal(), order);
  }

  private Future<Answer> place(Exchange exchange) {
    exchange.query().end();
    Fields fields = exchange.fields();
    UserId user = new UserId(fields.integer("userId", USER_ID));
    OptionalLong couponId = fields.optionalInteger("userCouponId", COUPON_ID);
    List<Line> lines = OrderLines.read(fields, "orderProducts");
    boolean pay = fields.optionalFlag("pay").orElse(true);
    fields.end();
    Optional<UserCouponId> coupon =
        couponId.isPresent()
            ? Optional.of(new UserCouponId(couponId.getAsLong()))
            : Optional.empty();
    return exchange
        .once(user, key -> exchange.ask(new PlaceOrder(user, coupon, lines, pay, key)))
        .map(placed -> Answer.created(placed, ORDERS + '/' + placed.answer().orderId().value()));
  }

  private Future<Answer> detail(Exchange exchange) {
    exchange.query().end();
    return exchange.ask(new GetOrder(exchange.orderId(), exchange.caller())).map(Answer::ok);
  }

  private Future<SseEndpoint.Opening> open(Exchange exchange) {
    exchange.query().end();
    OrderId order = exchange.orderId();
    return exchange
        .ask(new GetOrderState(order, exchange.caller()))
        .map(now -> feed.opening(order, state(now), exchange.language()));
  }

  private Future<Answer> list(Exchange exchange) {
    Query query = exchange.query();
    ListOrders list = new ListOrders(exchange.userId(), query.limit(), query.cursor());
    query.end();
    return exchange.ask(list).map(Answer::ok);
  }

  private Future<Answer> cancel(Exchange exchange) {
    exchange.query().end();
    OrderId order = exchange.orderId();
    exchange.optionalFields().end();
    return exchange
        .once(key -> exchange.ask(new CancelOrder(order, exchange.caller(), key)))
        .map(Answer::done);
  }

  private Future<Answer> pay(Exchange exchange) {
    exchange.query().end();
    OrderId order = exchange.orderId();
    exchange.optionalFields().end();
    return exchange
        .once(key -> exchange.ask(new PayOrder(order, exchange.caller(), key)))
        .map(paid -> Answer.created(paid, locationOf(paid)));
  }

  private Future<Answer> payments(Exchange exchange) {
    exchange.query().end();
    return exchange.ask(new ListPayments(exchange.orderId(), exchange.caller())).map(Answer::ok);
  }

  private Future<Answer> payment(Exchange exchange) {
    exchange.query().end();
    return exchange.ask(new GetPayment(exchange.paymentId(), exchange.caller())).map(Answer::ok);
  }

  private Future<Answer> refund(Exchange exchange) {
    exchange.query().end();
    PaymentId payment = exchange.paymentId();
    Fields fields = exchange.fields();
    Optional<List<Line>> lines = OrderLines.readOptional(fields, "items");
    String reason = fields.text("reason", REASON);
    fields.end();
    return exchange
        .once(
            key -> exchange.ask(new RefundPayment(payment, lines, reason, exchange.caller(), key)))
        .map(refunded -> Answer.created(refunded, locationOf(refunded)));
  }

  private static String locationOf(Answered<PaymentView> answered) {
    return PAYMENTS + '/' + answered.answer().paymentId().value();
  }
}
