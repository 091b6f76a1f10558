package io.floodgate.coupon;

import io.floodgate.base.Answered;
import io.floodgate.base.CouponId;
import io.floodgate.base.Deadline;
import io.floodgate.base.Failure;
import io.floodgate.base.FailureKind;
import io.floodgate.base.Page;
import io.floodgate.base.UserId;
import io.floodgate.bus.Ask;
import io.floodgate.bus.Bus;
import io.floodgate.bus.Call;
import io.floodgate.db.Crowd;
import io.floodgate.db.Reads;
import io.floodgate.db.Transactions;
import io.floodgate.db.Tx;
import io.floodgate.idempotency.OperatorKey;
import io.floodgate.outbox.Aggregate;
import io.floodgate.outbox.AuditTable;
import io.floodgate.outbox.Event;
import io.floodgate.outbox.EventType;
import io.floodgate.outbox.Moment;
import io.floodgate.outbox.OutboxTable;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Coupons on offer: made, changed and revoked by administrators, read by everyone. */
final class CouponDesk {

  private static final Logger LOG = LoggerFactory.getLogger(CouponDesk.class);

  /** How long what follows a change may take; nobody waits for it. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private static final int WARM_LIMIT = 20;

  /** What an administrator does, for the audit, and the event that it is to everyone else. */
  private record Action(String name, EventType<CouponView> event) {}

  private static final Action CREATED = new Action("CouponCreated", CouponEvents.CREATED);
  private static final Action CHANGED = new Action("CouponChanged", CouponEvents.CHANGED);
  private static final Action REVOKED = new Action("CouponRevoked", CouponEvents.CHANGED);

  private final Transactions transactions;
  private final Reads reads;
  private final Closed closed;
  private final Bus bus;
  private final Crowd<CouponId, CouponView> details;
  private final Crowd<CouponAsk.ListCoupons, Page<CouponView>> lists;

  CouponDesk(Transactions transactions, Reads reads, Closed closed, Bus bus) {
    this.transactions = transactions;
    this.reads = reads;
    this.closed = closed;
    this.bus = bus;
    this.details = new Crowd<>(this::look);
    this.lists = new Crowd<>(ask -> CouponTable.list(reads, ask));
  }

  /** Reads once what everybody asks for first. */
  Future<Void> warm() {
    return list(new CouponAsk.ListCoupons(Optional.empty(), WARM_LIMIT, Optional.empty()))
        .mapEmpty();
  }

  Future<Answered<CouponView>> create(CouponAsk.CreateCoupon command, Call call) {
    return transactions
        .run(
            tx ->
                OperatorKey.once(
                    tx,
                    command.key(),
                    CouponView.class,
                    () ->
                        Future.all(CouponTable.create(tx, command), tx.now())
                            .compose(
                                made ->
                                    told(
                                        tx,
                                        CREATED,
                                        made.resultAt(0),
                                        momentOf(made.resultAt(1), call)))))
        .compose(created -> isOpenAgain(created.answer().couponId()).map(created));
  }

  Future<CouponView> change(CouponAsk.ChangeCoupon command, Call call) {
    return transactions
        .run(
            tx ->
                CouponTable.lockOne(tx, command.couponId())
                    .map(
                        found ->
                            found.change(
                                command.name(),
                                command.totalQuantity(),
                                command.issueFrom(),
                                command.issueUntil()))
                    .compose(changed -> written(tx, CHANGED, changed, call)))
        .onFailure(error -> ifItMayHaveHappened(error, () -> isChanged(command)))
        .compose(changed -> isChanged(command).map(changed));
  }

  Future<Answered<CouponView>> revoke(CouponAsk.RevokeCoupon command, Call call) {
    return transactions
        .run(
            tx ->
                CouponTable.lockOne(tx, command.couponId())
                    .compose(
                        coupon ->
                            OperatorKey.once(
                                tx,
                                command.key(),
                                CouponView.class,
                                () -> takeBack(tx, coupon, command.userId(), call))))
        .onFailure(error -> ifItMayHaveHappened(error, () -> isRevoked(command)))
        .compose(revoked -> isRevoked(command).map(revoked));
  }

  Future<CouponView> get(CouponId id) {
    return details.ask(id);
  }

  private Future<CouponView> look(CouponId id) {
    return CouponTable.views(reads, List.of(id))
        .map(
            found -> {
              if (found.isEmpty()) {
                throw Failure.of(CouponFailure.COUPON_NOT_FOUND);
              }
              return found.getFirst();
            });
  }

  Future<Map<CouponId, CouponView>> get(Set<CouponId> ids) {
    return CouponTable.views(reads, ids)
        .map(
            found ->
                found.stream()
                    .collect(Collectors.toMap(CouponView::couponId, Function.identity())));
  }

  Future<Page<CouponView>> list(CouponAsk.ListCoupons ask) {
    return lists.ask(ask);
  }

  private static Future<CouponView> takeBack(Tx tx, Coupon coupon, UserId user, Call call) {
    return Future.all(UserCouponTable.lockHeld(tx, coupon.id(), user), tx.now())
        .compose(
            read -> {
              UserCouponTable.Held held = read.resultAt(0);
              Moment moment = momentOf(read.resultAt(1), call);
              moment.tell(
                  CouponEvents.REVOKED,
                  held.id().value(),
                  held.version() + 1,
                  new CouponEvents.CouponRevoked(
                      held.id(), coupon.id(), user, held.sequence(), moment.now()));
              return UserCouponTable.revoke(tx, held, moment.now())
                  .compose(done -> written(tx, REVOKED, coupon.revokeOne(), moment));
            });
  }

  private static Future<CouponView> written(Tx tx, Action action, Coupon coupon, Call call) {
    return tx.now().compose(now -> written(tx, action, coupon, momentOf(now, call)));
  }

  private static Future<CouponView> written(Tx tx, Action action, Coupon coupon, Moment moment) {
    return CouponTable.update(tx, coupon).compose(done -> told(tx, action, coupon, moment));
  }

  private static Future<CouponView> told(Tx tx, Action action, Coupon coupon, Moment moment) {
    CouponView view = coupon.view(moment.now());
    moment.tell(action.event(), coupon.id().value(), coupon.version(), view);
    return Future.all(
            OutboxTable.insert(tx, moment.events(), moment.now()),
            AuditTable.insert(tx, action.name(), Aggregate.COUPON, coupon.id().value(), view))
        .map(view);
  }

  private static Moment momentOf(Instant now, Call call) {
    List<Event> events = new ArrayList<>();
    return new Moment(now, call.traceparent(), events);
  }

  private Future<Void> isChanged(CouponAsk.ChangeCoupon command) {
    Future<Void> open = isOpenAgain(command.couponId());
    return command.name().isPresent()
        ? open.compose(_ -> tell(new CouponAsk.ForgetAllUserCoupons()))
        : open;
  }

  private Future<Void> isRevoked(CouponAsk.RevokeCoupon command) {
    return isOpenAgain(command.couponId())
        .compose(_ -> tell(new CouponAsk.ForgetUserCoupons(List.of(command.userId()))));
  }

  /** Or may be: the gate has to learn what it is built from now. */
  private Future<Void> isOpenAgain(CouponId id) {
    closed.remove(id);
    return tell(new GateAsk.RestoreGate(id));
  }

  /** The next request after the administrator's answer shall find it so; never fails. */
  private Future<Void> tell(Ask<?> message) {
    return bus.ask(message, new Call(Deadline.after(PATIENCE), ""))
        .onFailure(error -> LOG.debug("{} came to nothing", message, error))
        .<Void>mapEmpty()
        .otherwiseEmpty();
  }

  private static void ifItMayHaveHappened(Throwable error, Runnable then) {
    if (Failure.from(error).kind() == FailureKind.OUTCOME_UNKNOWN) {
      then.run();
    }
  }
}
