package io.floodgate.web;

import io.floodgate.base.CouponId;
import io.floodgate.base.UserId;
import io.floodgate.coupon.CouponAsk.IssueCoupon;
import io.floodgate.coupon.CouponAsk.QueueIssue;
import io.floodgate.coupon.CouponFailure;
import io.floodgate.user.UserFailure;
import io.vertx.core.Future;

/** Coupons: who gets one, what is on offer, and who holds which. */
final class CouponRoutes {

  private static final String COUPONS = Routes.API + "/coupons";
  private static final String COUPON = COUPONS + "/:couponId";
  private static final String TICKETS = COUPONS + "/tickets";

  private static final Integers USER_ID = Integers.id(UserFailure.INVALID_USER_ID);
  private static final Integers COUPON_ID = Integers.id(CouponFailure.INVALID_COUPON_ID);

  /** Hot when a coupon opens; the one of them that has no id in its path comes first. */
  void mountIssuing(Routes routes) {
    routes.post(COUPONS + "/issue", this::issueByBody);
    routes.post(COUPON + "/issue", this::issueByPath);
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
                  Answer.accepted(ticket, TICKETS + '/' + ticket.ticketId())
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
