package io.floodgate.web;

import io.floodgate.base.Caller;
import io.floodgate.base.CouponId;
import io.floodgate.base.Deadline;
import io.floodgate.base.Failure;
import io.floodgate.base.FailureCode;
import io.floodgate.base.IdempotencyKey;
import io.floodgate.base.OrderId;
import io.floodgate.base.PaymentId;
import io.floodgate.base.ProductId;
import io.floodgate.base.UserId;
import io.floodgate.bus.Ask;
import io.floodgate.bus.Call;
import io.floodgate.coupon.CouponFailure;
import io.floodgate.order.OrderFailure;
import io.floodgate.product.ProductFailure;
import io.floodgate.user.UserFailure;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * One request, wholly read, on its way to an {@link Answer}. What is wrong with it is thrown as a
 * {@link Failure}. Lives on one event loop.
 */
final class Exchange {

  private final Web web;
  private final RoutingContext context;
  private final Visit visit;
  private final byte[] body;
  private final Call call;

  Exchange(Web web, RoutingContext context, Visit visit, byte[] body) {
    this(web, context, visit, body, web.config().http().requestTimeout());
  }

  private Exchange(
      Web web, RoutingContext context, Visit visit, byte[] body, Duration answerWithin) {
    this.web = web;
    this.context = context;
    this.visit = visit;
    this.body = body;
    this.call = new Call(Deadline.after(answerWithin), visit.trace().text(), visit.step());
  }

  /** The same request, which may take longer or must take less than others. */
  Exchange within(Duration duration) {
    return new Exchange(web, context, visit, body, duration);
  }

  UserId userId() {
    return new UserId(pathId("userId", UserFailure.INVALID_USER_ID));
  }

  ProductId productId() {
    return new ProductId(pathId("productId", ProductFailure.INVALID_PRODUCT_ID));
  }

  CouponId couponId() {
    return new CouponId(pathId("couponId", CouponFailure.INVALID_COUPON_ID));
  }

  OrderId orderId() {
    return new OrderId(pathId("orderId", OrderFailure.INVALID_ORDER_ID));
  }

  PaymentId paymentId() {
    return new PaymentId(pathId("paymentId", OrderFailure.INVALID_PAYMENT_ID));
  }

  /** The language of what a person reads in the answer. */
  Language language() {
    return Language.preferredBy(context.request().getHeader(HttpHeaders.ACCEPT_LANGUAGE));
  }

  /** As the client named it. */
  String ticketId() {
    return context.pathParam("ticketId");
  }

  /** The body's object, which the route needs. */
  Fields fields() {
    return Fields.of(body);
  }

  /** The body's object where the route does not need one. */
  Fields optionalFields() {
    return Fields.ofOptional(body);
  }

  Prefer prefer() {
    return Prefer.of(context.request());
  }

  Query query() {
    return Query.of(context.request().query());
  }

  /** On whose behalf: in gateway mode, what stands in front has checked that. */
  Caller caller() {
    return Caller.TRUSTED;
  }

  /** Asks a domain within this request's deadline and trace. */
  <A> Future<A> ask(Ask<A> message) {
    return web.bus().ask(message, call);
  }

  /** Carries out an effect whose idempotency key, if there is one, belongs to the path. */
  <A> Future<A> once(Function<Optional<IdempotencyKey>, Future<A>> effect) {
    return once(context.request().path(), effect);
  }

  /** Carries out an effect whose idempotency key, if there is one, belongs to the user. */
  <A> Future<A> once(UserId user, Function<Optional<IdempotencyKey>, Future<A>> effect) {
    return once("user " + user.value(), effect);
  }

  private <A> Future<A> once(String scope, Function<Optional<IdempotencyKey>, Future<A>> effect) {
    Optional<IdempotencyKey> key = KeyHeader.of(context.request(), context.request().path(), body);
    if (key.isEmpty()) {
      return effect.apply(key);
    }
    return web.keyCounts()
        .counted(
            web.runningKeys()
                .alone(new RunningKeys.ScopedKey(scope, key.get().key()), () -> effect.apply(key)));
  }

  private long pathId(String name, FailureCode invalid) {
    Integers allowed = Integers.id(invalid);
    OptionalLong id = Decimal.parse(context.pathParam(name));
    if (id.isEmpty() || !allowed.allow(id.getAsLong())) {
      throw Failure.of(invalid);
    }
    return id.getAsLong();
  }
}
