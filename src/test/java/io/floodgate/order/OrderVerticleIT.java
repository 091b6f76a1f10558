package io.floodgate.order;

import static io.floodgate.base.Refusals.assertRefused;
import static io.floodgate.order.OrderFixtures.line;
import static io.floodgate.order.OrderFixtures.place;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.floodgate.base.Caller;
import io.floodgate.base.CommonFailure;
import io.floodgate.base.Deadline;
import io.floodgate.base.Failure;
import io.floodgate.base.IdMaker;
import io.floodgate.base.OrderId;
import io.floodgate.base.PaymentId;
import io.floodgate.base.UserCouponId;
import io.floodgate.base.UserId;
import io.floodgate.bus.Ask;
import io.floodgate.bus.Bus;
import io.floodgate.bus.Call;
import io.floodgate.config.Config;
import io.floodgate.coupon.CouponAsk;
import io.floodgate.coupon.CouponFailure;
import io.floodgate.db.Database;
import io.floodgate.demo.DemoData;
import io.floodgate.local.Endpoints;
import io.floodgate.local.StackConfig;
import io.floodgate.stack.Sql;
import io.floodgate.stack.Stack;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The door of the order domain, asked over the bus as the HTTP layer asks it. */
class OrderVerticleIT {

  private static final UserId OWNER = new UserId(1);
  private static final Caller STRANGER = Caller.user(new UserId(2));
  private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  /** What the coupon domain was asked, in its order. */
  private static final BlockingQueue<List<UserId>> FORGOTTEN = new LinkedBlockingQueue<>();

  private static Vertx vertx;
  private static Database database;
  private static Bus bus;
  private static Sql sql;
  private static io.floodgate.server.Database truth;

  @BeforeAll
  static void open() throws Exception {
    Endpoints endpoints = Stack.shared().freshDatabase();
    Config config = StackConfig.of(endpoints, List.of(), Map.of());
    DemoData.load(
        config.postgres(), new DemoData.Amounts(2, 1_000_000, 2, 100), (what, done, all) -> {});
    sql = Sql.on(endpoints);
    truth = new io.floodgate.server.Database(endpoints);
    vertx = Vertx.vertx();
    bus = new Bus(vertx);
    database = new Database(vertx, config.postgres());
    long now = Clock.systemUTC().millis() - IdMaker.EPOCH_MILLIS;
    IdMaker ids = new IdMaker(new IdMaker.Range(0, now, now + 600_000));
    vertx.deployVerticle(new CouponEar()).await(10, TimeUnit.SECONDS);
    vertx
        .deployVerticle(new OrderVerticle(config::orders, database, bus, ids))
        .await(10, TimeUnit.SECONDS);
  }

  @AfterAll
  static void close() throws TimeoutException {
    database.close().eventually(vertx::close).await(10, TimeUnit.SECONDS);
  }

  /** The door of the coupon domain, which keeps what it hears and fails. */
  private static final class CouponEar extends VerticleBase {
    @Override
    public Future<?> start() {
      bus.open(CouponAsk.class, CouponEar::hear);
      return Future.succeededFuture();
    }

    private static Future<?> hear(CouponAsk<?> ask, Call call) {
      FORGOTTEN.add(((CouponAsk.ForgetUserCoupons) ask).userIds());
      return Future.failedFuture(Failure.of(CommonFailure.UNAVAILABLE));
    }
  }

  private static <A> A ask(Ask<A> message) {
    return ask(message, Deadline.after(Duration.ofSeconds(10)));
  }

  private static <A> A ask(Ask<A> message, Deadline deadline) {
    try {
      return bus.ask(message, new Call(deadline, TRACE)).await(20, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void opensToTheOwnerAndToNobodyElse() {
    OrderView paid = ask(place(1, true, line(1, 2))).answer();
    OrderView pending = ask(place(1, false, line(1, 2))).answer();
    OrderId order = paid.orderId();
    PaymentId payment = paid.paymentId().orElseThrow();
    List<Ask<?>> intrusions =
        List.of(
            new OrderAsk.GetOrder(order, STRANGER),
            new OrderAsk.ListPayments(order, STRANGER),
            new OrderAsk.GetPayment(payment, STRANGER),
            new OrderAsk.CancelOrder(order, STRANGER, Optional.empty()),
            new OrderAsk.PayOrder(pending.orderId(), STRANGER, Optional.empty()),
            new OrderAsk.RefundPayment(
                payment, Optional.empty(), "why", STRANGER, Optional.empty()));

    assertThat(intrusions)
        .allSatisfy(ask -> assertRefused(CommonFailure.FORBIDDEN, () -> ask(ask)));
    for (Caller caller : List.of(Caller.user(OWNER), Caller.TRUSTED)) {
      assertThat(ask(new OrderAsk.GetOrder(order, caller))).isEqualTo(paid);
      assertThat(ask(new OrderAsk.GetPayment(payment, caller)).amount()).isEqualTo(paid.total());
      assertThat(ask(new OrderAsk.ListPayments(order, caller)).items()).hasSize(1);
    }
  }

  @Test
  void leavesTheTraceOfItsRequestWithTheEvents() {
    long order = ask(place(1, true, line(2, 1))).answer().orderId().value();

    assertThat(sql.text("SELECT traceparent FROM outbox WHERE aggregate_id = " + order))
        .isEqualTo(TRACE);
  }

  @Test
  void doesNothingForARequestThatNobodyWaitsFor() {
    long before = sql.number("SELECT count(*) FROM orders");
    Deadline past = Deadline.after(Duration.ZERO);

    Failure late = catchThrowableOfType(Failure.class, () -> ask(place(1, true, line(2, 1)), past));

    assertThat(late.code()).isIn(CommonFailure.TIMED_OUT, CommonFailure.UNKNOWN);
    assertThat(sql.number("SELECT count(*) FROM orders")).isEqualTo(before);
  }

  @Test
  void keepsKeysOfTwoUsersApart() {
    List<OrderView> placed =
        List.of(1L, 2L).stream()
            .map(user -> ask(keyed(place(user, true, line(2, 1)))).answer())
            .toList();

    assertThat(placed).extracting(OrderView::orderId).doesNotHaveDuplicates();
    assertThat(ask(keyed(place(1, true, line(2, 1)))).replayed()).isTrue();
    assertThat(ask(keyed(place(1, true, line(2, 1)))).answer()).isEqualTo(placed.getFirst());
  }

  @Test
  void hasWhatIsCachedForgottenOfUsersWhoseCouponsChanged() throws InterruptedException {
    UserCouponId first = new UserCouponId(truth.userCoupon(1).userCouponId());
    UserCouponId second = new UserCouponId(truth.userCoupon(2).userCouponId());

    OrderView order = ask(with(first, place(1, true, line(1, 2)))).answer();
    assertThat(heard()).containsExactly(OWNER);
    assertRefused(
        CouponFailure.COUPON_ALREADY_USED, () -> ask(with(first, place(1, true, line(1, 2)))));
    ask(place(1, true, line(1, 2)));
    PaymentId payment = order.paymentId().orElseThrow();
    ask(refund(payment, Optional.of(List.of(line(1, 1)))));
    ask(with(second, place(2, false, line(1, 2))));
    assertThat(heard()).as("what came between changed no coupon").containsExactly(new UserId(2));
    ask(refund(payment, Optional.empty()));
    assertThat(heard()).containsExactly(OWNER);
    OrderAsk.PlaceOrder keyed = keyed("another key", with(first, place(1, true, line(1, 2))));
    OrderId again = ask(keyed).answer().orderId();
    assertThat(heard()).containsExactly(OWNER);
    assertThat(ask(keyed).replayed()).isTrue();
    ask(new OrderAsk.CancelOrder(again, Caller.TRUSTED, Optional.empty()));
    assertThat(heard()).containsExactly(OWNER);
    assertThat(FORGOTTEN).isEmpty();
  }

  private static List<UserId> heard() throws InterruptedException {
    List<UserId> heard = FORGOTTEN.poll(10, TimeUnit.SECONDS);
    assertThat(heard).isNotNull();
    return heard;
  }

  private static OrderAsk.RefundPayment refund(
      PaymentId payment, Optional<List<OrderAsk.Line>> lines) {
    return new OrderAsk.RefundPayment(payment, lines, "why", Caller.TRUSTED, Optional.empty());
  }

  private static OrderAsk.PlaceOrder with(UserCouponId coupon, OrderAsk.PlaceOrder place) {
    return new OrderAsk.PlaceOrder(
        place.userId(), Optional.of(coupon), place.lines(), place.pay(), place.key());
  }

  private static OrderAsk.PlaceOrder keyed(OrderAsk.PlaceOrder place) {
    return keyed("the same key", place);
  }

  private static OrderAsk.PlaceOrder keyed(String key, OrderAsk.PlaceOrder place) {
    return new OrderAsk.PlaceOrder(
        place.userId(),
        place.userCouponId(),
        place.lines(),
        place.pay(),
        OrderFixtures.key(key, "the same hash"));
  }
}
