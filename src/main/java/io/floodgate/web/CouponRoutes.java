package io.floodgate.web;

import io.floodgate.base.CouponId;
import io.floodgate.base.UserId;
import io.floodgate.coupon.CouponAsk.ChangeCoupon;
import io.floodgate.coupon.CouponAsk.GetCoupon;
import io.floodgate.coupon.CouponAsk.IssueCoupon;
import io.floodgate.coupon.CouponAsk.ListCoupons;
import io.floodgate.coupon.CouponAsk.ListUserCoupons;
import io.floodgate.coupon.CouponAsk.QueueIssue;
import io.floodgate.coupon.CouponAsk.RevokeCoupon;
import io.floodgate.coupon.CouponFailure;
import io.floodgate.coupon.CouponStatus;
import io.floodgate.coupon.CouponView;
import io.floodgate.coupon.UserCouponStatus;
import io.floodgate.user.UserFailure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** Coupons: who gets one, what is on offer, and who holds which. */
final class CouponRoutes {

  private static final String COUPONS = Routes.API + "/coupons";
  private static final String COUPON = COUPONS + "/:couponId";
  private static final String TICKETS = COUPONS + "/tickets";

  private static final Integers USER_ID = Integers.id(UserFailure.INVALID_USER_ID);
  private static final Integers COUPON_ID = Integers.id(CouponFailure.INVALID_COUPON_ID);

  private final SseFeed<CouponId> feed;

  CouponRoutes(Vertx vertx, Web web) {
    this.feed = new SseFeed<>(vertx, web.lookouts().coupons());
  }

  /** Hot when a coupon opens; the one of them that has no id in its path comes first. */
  void mountIssuing(Routes routes) {
    routes.post(Priority.COUPON, COUPONS + "/issue", this::issueByBody);
    routes.post(Priority.COUPON, COUPON + "/issue", this::issueByPath);
  }

  void mount(Routes routes) {
    routes.get(COUPONS, this::list);
    routes.post(Priority.FINISHING, COUPONS, this::create);
    routes.get(COUPON, this::detail);
    routes.stream(COUPON + "/stream", this::open);
    routes.patch(Priority.FINISHING, COUPON, this::change);
    routes.post(Priority.FINISHING, COUPON + "/revoke", this::revoke);
    routes.get(Routes.API + "/users/:userId/coupons", this::listOfUser);
  }

  /** What of a coupon changes by itself. */
  private record Stock(
      CouponId couponId, CouponStatus status, long totalQuantity, long remaining) {}

  /** A coupon as a stream shows it; its period may always be made longer, so none is the last. */
  static SseState state(CouponView coupon) {
    Stock stock =
        new Stock(coupon.couponId(), coupon.status(), coupon.totalQuantity(), coupon.remaining());
    String id = "%s-%d-%d".formatted(stock.status, stock.totalQuantity, stock.remaining);
    return SseState.of(id, false, stock);
  }

  private Future<Answer> list(Exchange exchange) {
    Query query = exchange.query();
    ListCoupons list =
        new ListCoupons(query.choice("status", CouponStatus.class), query.limit(), query.cursor());
    query.end();
    return exchange.ask(list).map(found -> Answer.ok(found).withRevalidation());
  }

  private Future<Answer> detail(Exchange exchange) {
    exchange.query().end();
    return exchange
        .ask(new GetCoupon(exchange.couponId()))
        .map(coupon -> Answer.ok(coupon).withRevalidation());
  }

  private Future<SseEndpoint.Opening> open(Exchange exchange) {
    exchange.query().end();
    CouponId coupon = exchange.couponId();
    return exchange
        .ask(new GetCoupon(coupon))
        .map(now -> feed.opening(coupon, state(now), exchange.language()));
  }

  private Future<Answer> create(Exchange exchange) {
    exchange.query().end();
    CouponBody body = CouponBody.read(exchange.fields());
    return exchange
        .once(key -> exchange.ask(body.toCommand(key)))
        .map(
            created ->
                Answer.created(created, COUPONS + '/' + created.answer().couponId().value()));
  }

  private Future<Answer> change(Exchange exchange) {
    exchange.query().end();
    CouponId coupon = exchange.couponId();
    Fields fields = exchange.fields();
    Optional<String> name = fields.optionalText("name", CouponBody.NAME);
    OptionalLong total = fields.optionalInteger("totalQuantity", CouponBody.TOTAL);
    Optional<Instant> from = fields.optionalTime("issueFrom");
    Optional<Instant> until = fields.optionalTime("issueUntil");
    if (name.isEmpty() && total.isEmpty() && from.isEmpty() && until.isEmpty()) {
      fields.nothingToChange();
    }
    fields.end();
    return exchange.ask(new ChangeCoupon(coupon, name, total, from, until)).map(Answer::ok);
  }

  private Future<Answer> revoke(Exchange exchange) {
    exchange.query().end();
    CouponId coupon = exchange.couponId();
    Fields fields = exchange.fields();
    UserId user = new UserId(fields.integer("userId", USER_ID));
    fields.end();
    return exchange
        .once(key -> exchange.ask(new RevokeCoupon(coupon, user, key)))
        .map(Answer::done);
  }

  private Future<Answer> listOfUser(Exchange exchange) {
    Query query = exchange.query();
    ListUserCoupons list =
        new ListUserCoupons(
            exchange.userId(),
            query.choice("status", UserCouponStatus.class),
            query.limit(),
            query.cursor());
    query.end();
    return exchange.ask(list).map(Answer::ok);
  }

  private Future<Answer> issueByPath(Exchange exchange) {
    exchange.query().end();
    CouponId coupon = exchange.couponId();
    Fields fields = exchange.fields();
    UserId user = new UserId(fields.integer("userId", USER_ID));
    fields.end();
    return issue(exchange, coupon, user);
  }

  private Future<Answer> issueByBody(Exchange exchange) {
    exchange.query().end();
    Fields fields = exchange.fields();
    UserId user = new UserId(fields.integer("userId", USER_ID));
    CouponId coupon = new CouponId(fields.integer("couponId", COUPON_ID));
    fields.end();
    return issue(exchange, coupon, user);
  }

  private static Future<Answer> issue(Exchange exchange, CouponId coupon, UserId user) {
    Prefer prefer = exchange.prefer();
    if (prefer.async()) {
      return exchange
          .once(user, key -> exchange.ask(new QueueIssue(coupon, user, key)))
          .map(
              ticket ->
                  Answer.accepted(
                          TicketBody.of(ticket, exchange.language()),
                          TICKETS + '/' + ticket.ticketId())
                      .preferredBy(Prefer.RESPOND_ASYNC));
    }
    return exchange
        .once(user, key -> exchange.ask(new IssueCoupon(coupon, user, key)))
        .map(
            issued -> {
              if (prefer.representation()) {
                return Answer.created(issued).preferredBy(Prefer.RETURN_REPRESENTATION);
              }
              Answer done = Answer.noContent(issued);
              return prefer.minimal() ? done.preferredBy(Prefer.RETURN_MINIMAL) : done;
            });
  }
}
