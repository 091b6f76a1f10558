package io.floodgate.coupon;

import io.floodgate.base.Answered;
import io.floodgate.base.CommonFailure;
import io.floodgate.base.CouponId;
import io.floodgate.base.Failure;
import io.floodgate.base.FailureCode;
import io.floodgate.base.UserId;
import io.floodgate.bus.Bus;
import io.floodgate.bus.Call;
import io.floodgate.config.Config;
import io.floodgate.db.Reads;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of a request for a coupon: what is known to be closed is refused from memory, the gate
 * turns the crowd away, and whoever it lets through goes on. Lives on one event loop.
 */
final class Issuing {

  private static final Logger LOG = LoggerFactory.getLogger(Issuing.class);

  private final Vertx vertx;
  private final Supplier<Config.Coupons> config;
  private final Gate gate;
  private final Closed closed;
  private final GateCounts counts;
  private final Reads reads;
  private final Bus bus;
  private final Set<CouponId> justAsked = new HashSet<>();
  private int direct;

  Issuing(
      Vertx vertx,
      Supplier<Config.Coupons> config,
      Gate gate,
      Closed closed,
      GateCounts counts,
      Reads reads,
      Bus bus) {
    this.vertx = vertx;
    this.config = config;
    this.gate = gate;
    this.closed = closed;
    this.counts = counts;
    this.reads = reads;
    this.bus = bus;
  }

  /** Issues a coupon at once. */
  Future<Answered<IssuedCoupon>> issue(CouponAsk.IssueCoupon command, Call call) {
    CouponId coupon = command.couponId();
    boolean keyed = command.key().isPresent();
    Optional<CouponFailure> why = refusal(coupon, keyed);
    if (why.isPresent()) {
      return refuse(why.get());
    }
    Supplier<Future<Answered<IssuedCoupon>>> enroll =
        () ->
            bus.ask(
                new IssueAsk.Enroll(coupon, command.userId(), command.key(), Optional.empty()),
                call);
    return admit(coupon, command.userId(), config.get().pendingFor())
        .compose(verdict -> pass(verdict, coupon, keyed, enroll, call));
  }

  /**
   * Why nobody needs to ask the gate, if so.
   *
   * @param keyed an earlier request may have succeeded, and its answer is asked for again
   */
  Optional<CouponFailure> refusal(CouponId coupon, boolean keyed) {
    Optional<CouponFailure> why = keyed ? Optional.empty() : closed.why(coupon);
    if (why.isPresent()) {
      counts.add(GateCounts.Result.CLOSED);
    }
    return why;
  }

  /** What the gate says; while Redis does not answer, that there is none. */
  Future<Gate.Verdict> admit(CouponId coupon, UserId user, Duration pendingFor) {
    return gate.admit(coupon, user, pendingFor)
        .transform(
            (verdict, away) -> {
              counts.add(away == null ? GateCounts.Result.of(verdict) : GateCounts.Result.AWAY);
              return Future.succeededFuture(away == null ? verdict : Gate.Verdict.ABSENT);
            });
  }

  /**
   * Lets a request go on, or refuses it, as the gate says.
   *
   * @param keyed what was issued before may have been issued to this very request
   */
  <A> Future<A> pass(
      Gate.Verdict verdict,
      CouponId coupon,
      boolean keyed,
      Supplier<Future<A>> onwards,
      Call call) {
    return switch (verdict) {
      case ADMITTED, PENDING -> onwards.get();
      case MEMBER -> keyed ? onwards.get() : refuse(CouponFailure.COUPON_ALREADY_ISSUED);
      case FULL -> {
        askWhetherClosed(coupon);
        yield refuse(CouponFailure.COUPON_SOLD_OUT);
      }
      case NOT_IN_PERIOD -> refuse(CouponFailure.COUPON_NOT_IN_ISSUE_PERIOD);
      case ABSENT -> past(coupon, onwards, call);
    };
  }

  /**
   * A bounded few go past a gate that is missing, and somebody is sent to build it: only after a
   * success, for what PostgreSQL refuses may be a coupon that has no gate, such as one that does
   * not exist. The keeper of the gates looks for missing ones by itself, too.
   */
  private <A> Future<A> past(CouponId coupon, Supplier<Future<A>> onwards, Call call) {
    if (direct >= config.get().directLimit()) {
      return refuse(CommonFailure.UNAVAILABLE);
    }
    direct++;
    return Future.succeededFuture()
        .compose(_ -> onwards.get()) // a throw counts as a failed future, and ends its turn too
        .onComplete(_ -> direct--)
        .onSuccess(
            _ ->
                bus.ask(new GateAsk.RestoreGate(coupon), call)
                    .onFailure(error -> LOG.debug("the gate of {} is missing", coupon, error)))
        .onFailure(
            error -> {
              if (Failure.from(error).code() == CouponFailure.COUPON_NOT_IN_ISSUE_PERIOD) {
                askWhetherClosed(coupon);
              }
            });
  }

  /**
   * The gate may be full of places that nobody takes, and a period may begin or begin again: only
   * PostgreSQL knows whether it is final. Asked now and then, whatever the crowd.
   */
  private void askWhetherClosed(CouponId coupon) {
    if (justAsked.add(coupon)) {
      vertx.setTimer(config.get().soldOutInterval().toMillis(), _ -> justAsked.remove(coupon));
      CouponTable.closed(reads, List.of(coupon))
          .onSuccess(found -> found.forEach(closed::add))
          .onFailure(error -> LOG.debug("whether {} is closed is not known", coupon, error));
    }
  }

  private static <A> Future<A> refuse(FailureCode code) {
    return Future.failedFuture(Failure.of(code));
  }
}
