package io.floodgate.order;

import io.floodgate.base.Answered;
import io.floodgate.base.Cursor;
import io.floodgate.base.Deadline;
import io.floodgate.base.Failure;
import io.floodgate.base.IdMaker;
import io.floodgate.base.Page;
import io.floodgate.base.UserId;
import io.floodgate.bus.Bus;
import io.floodgate.bus.Call;
import io.floodgate.config.Config;
import io.floodgate.coupon.CouponAsk;
import io.floodgate.db.Batcher;
import io.floodgate.db.Database;
import io.floodgate.db.Outcome;
import io.floodgate.db.Reads;
import io.floodgate.db.Tx;
import io.floodgate.point.PointTable;
import io.floodgate.trace.Kind;
import io.floodgate.trace.Step;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The door of the order domain. Commands go in batches, one lane an instance; reads go by
 * themselves.
 */
public final class OrderVerticle extends VerticleBase {

  private static final Logger LOG = LoggerFactory.getLogger(OrderVerticle.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Supplier<Config.Orders> config;
  private final Database database;
  private final Bus bus;
  private final LongSupplier ids;
  private Reads reads;
  private Batcher<OrderBatch.Job, OrderBatch.Carried> commands;
  private Set<UserId> couponOwners = new HashSet<>();

  public OrderVerticle(Supplier<Config.Orders> config, Database database, Bus bus, IdMaker ids) {
    this.config = config;
    this.database = database;
    this.bus = bus;
    this.ids = () -> ids.next(System.currentTimeMillis());
  }

  @Override
  public Future<?> start() {
    reads = database.reads();
    commands = new Batcher<>(database.lane("orders"), () -> config.get().batching(), this::carry);
    bus.open(OrderAsk.class, this::answer);
    return Future.succeededFuture();
  }

  /** What was taken on is answered. */
  @Override
  public Future<?> stop() {
    return commands.drain();
  }

  private Future<?> answer(OrderAsk<?> ask, Call call) {
    return switch (ask) {
      case OrderAsk.PlaceOrder place -> submit(place, call);
      case OrderAsk.PayOrder pay -> submit(pay, call);
      case OrderAsk.CancelOrder cancel -> submit(cancel, call);
      case OrderAsk.RefundPayment refund -> submit(refund, call);
      case OrderAsk.ExpireOrder expire -> submit(expire, call);
      case OrderAsk.GetOrder get -> get(get);
      case OrderAsk.GetOrderState get -> getState(get);
      case OrderAsk.GetOrderStates(var ids) -> OrderTable.states(reads, ids);
      case OrderAsk.ListOrders list -> list(list);
      case OrderAsk.ListPayments payments -> listPayments(payments);
      case OrderAsk.GetPayment payment -> getPayment(payment);
    };
  }

  private Future<Answered<?>> submit(OrderCommand command, Call call) {
    Step step =
        call.step().isRecorded()
            ? call.step().child(Kind.INTERNAL, "order " + command.getClass().getSimpleName())
            : Step.NONE;
    return commands
        .submit(
            new OrderBatch.Job(command, step.traceparentOr(call.traceparent())),
            call.deadline(),
            step)
        .onSuccess(carried -> carried.couponOwner().ifPresent(this::haveCouponsForgotten))
        .map(OrderBatch.Carried::answer);
  }

  private void haveCouponsForgotten(UserId owner) {
    if (couponOwners.isEmpty()) {
      // The answers of a batch come one after the other, before anything else runs here.
      vertx.runOnContext(_ -> forgetCoupons());
    }
    couponOwners.add(owner);
  }

  /** Nobody waits for it: what is cached of coupons is forgotten by itself in the end. */
  private void forgetCoupons() {
    List<UserId> owners = List.copyOf(couponOwners);
    couponOwners = new HashSet<>();
    bus.ask(new CouponAsk.ForgetUserCoupons(owners), new Call(Deadline.after(PATIENCE), ""))
        .onFailure(error -> LOG.debug("cached coupons were not forgotten", error));
  }

  private Future<List<Outcome<OrderBatch.Carried>>> carry(Tx tx, List<OrderBatch.Job> jobs) {
    OrderDesk.Rules rules = new OrderDesk.Rules(ids, config.get().paymentWindow());
    return new OrderBatch(tx, jobs, rules).carry();
  }

  private Future<OrderView> get(OrderAsk.GetOrder ask) {
    return OrderTable.get(reads, ask.orderId())
        .map(found -> found.orElseThrow(() -> Failure.of(OrderFailure.ORDER_NOT_FOUND)))
        .map(order -> order.requireFor(ask.caller()).view());
  }

  private Future<OrderState> getState(OrderAsk.GetOrderState ask) {
    return OrderTable.states(reads, List.of(ask.orderId()))
        .map(found -> Optional.ofNullable(found.get(ask.orderId())))
        .map(found -> found.orElseThrow(() -> Failure.of(OrderFailure.ORDER_NOT_FOUND)))
        .map(state -> state.requireFor(ask.caller()));
  }

  private Future<Page<OrderView>> list(OrderAsk.ListOrders ask) {
    long before = Cursor.number(ask.cursor(), Long.MAX_VALUE);
    return OrderTable.list(reads, ask.userId(), before, ask.limit() + 1)
        .compose(
            orders ->
                orders.isEmpty()
                    ? PointTable.requireUser(reads, ask.userId()).map(orders)
                    : Future.succeededFuture(orders))
        .map(orders -> Page.cut(orders, ask.limit(), last -> Cursor.of(last.id().value())))
        .map(page -> page.map(Order::view));
  }

  private Future<Page<PaymentView>> listPayments(OrderAsk.ListPayments ask) {
    return get(new OrderAsk.GetOrder(ask.orderId(), ask.caller()))
        .compose(known -> PaymentTable.ofOrders(reads, List.of(ask.orderId()), List.of()))
        .map(payments -> Page.whole(payments.stream().map(Payment::view).toList()));
  }

  private Future<PaymentView> getPayment(OrderAsk.GetPayment ask) {
    return PaymentTable.get(reads, ask.paymentId())
        .map(found -> found.orElseThrow(() -> Failure.of(OrderFailure.PAYMENT_NOT_FOUND)))
        .compose(
            payment ->
                get(new OrderAsk.GetOrder(payment.orderId(), ask.caller()))
                    .map(known -> payment.view()));
  }
}
