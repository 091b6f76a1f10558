package io.floodgate.coupon;

import io.floodgate.base.Answered;
import io.floodgate.base.CommonFailure;
import io.floodgate.base.CouponId;
import io.floodgate.base.Failure;
import io.floodgate.base.FailureCode;
import io.floodgate.base.FailureKind;
import io.floodgate.base.IdMaker;
import io.floodgate.base.UserCouponId;
import io.floodgate.bus.Bus;
import io.floodgate.bus.Call;
import io.floodgate.config.Config;
import io.floodgate.db.Batcher;
import io.floodgate.db.Database;
import io.floodgate.db.Outcome;
import io.floodgate.db.Tx;
import io.floodgate.idempotency.IdempotencyTable;
import io.floodgate.idempotency.Keys;
import io.floodgate.outbox.Event;
import io.floodgate.outbox.Moment;
import io.floodgate.outbox.OutboxTable;
import io.floodgate.redis.RedisStore;
import io.floodgate.trace.Kind;
import io.floodgate.trace.Step;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * A lane that issues coupons in PostgreSQL, in batches, and tells the gate afterwards. It asks
 * nobody whether the gate let a request through: what it decides on the locked coupon is the truth.
 */
public final class IssueVerticle extends VerticleBase {

  private final Supplier<Config.Batching> batching;
  private final Database database;
  private final RedisStore redis;
  private final Bus bus;
  private final IdMaker ids;
  private final Closed closed;
  private Batcher<Job, Enrolled> issues;
  private Settlement settlement;

  public IssueVerticle(
      Supplier<Config.Batching> batching,
      Database database,
      RedisStore redis,
      Bus bus,
      IdMaker ids,
      Closed closed) {
    this.batching = batching;
    this.database = database;
    this.redis = redis;
    this.bus = bus;
    this.ids = ids;
    this.closed = closed;
  }

  private record Job(IssueAsk.Enroll command, String traceparent) {}

  /**
   * @param last none was left after it
   */
  private record Enrolled(Answered<IssuedCoupon> answer, boolean last) {}

  @Override
  public Future<?> start() {
    issues = new Batcher<>(database.lane("coupons"), batching, this::carry);
    settlement = new Settlement(vertx, new Gate(redis), bus);
    bus.open(IssueAsk.class, this::answer);
    return Future.succeededFuture();
  }

  /** What was taken on is answered. */
  @Override
  public Future<?> stop() {
    return issues.drain();
  }

  private Future<?> answer(IssueAsk<?> ask, Call call) {
    return switch (ask) {
      case IssueAsk.Enroll enroll -> enroll(enroll, call);
    };
  }

  private Future<Answered<IssuedCoupon>> enroll(IssueAsk.Enroll command, Call call) {
    Step step = call.step().child(Kind.INTERNAL, "coupon Enroll");
    return issues
        .submit(new Job(command, step.traceparentOr(call.traceparent())), call.deadline(), step)
        .onFailure(error -> refused(command, error))
        .compose(enrolled -> issued(command, enrolled).map(enrolled.answer));
  }

  /** Completes when the user's list of coupons will show it. */
  private Future<Void> issued(IssueAsk.Enroll command, Enrolled enrolled) {
    if (enrolled.last) {
      closed.add(command.couponId(), CouponFailure.COUPON_SOLD_OUT);
    }
    return settlement.issued(command.couponId(), command.userId());
  }

  private void refused(IssueAsk.Enroll command, Throwable error) {
    FailureCode reason = Failure.from(error).code();
    if (reason == CouponFailure.COUPON_ALREADY_ISSUED) {
      settlement.issued(command.couponId(), command.userId());
    } else if (reason != CommonFailure.UNKNOWN
        && reason != CommonFailure.INTERNAL
        && !isTriedAgain(command, reason)) {
      // Nothing was done. Of what is not known, the keeper of the gate asks the table later.
      settlement.refused(command.couponId(), command.userId());
    }
    if (reason == CouponFailure.COUPON_SOLD_OUT) {
      closed.add(command.couponId(), CouponFailure.COUPON_SOLD_OUT);
    }
  }

  /** What waits in the queue keeps its place while a store is away. */
  private static boolean isTriedAgain(IssueAsk.Enroll command, FailureCode reason) {
    return command.ticket().isPresent() && reason.kind() == FailureKind.BUSY;
  }

  /** Lock, decide, write: one transaction for all requests that waited. */
  private Future<List<Outcome<Enrolled>>> carry(Tx tx, List<Job> batch) {
    List<CouponId> coupons =
        batch.stream().map(job -> job.command.couponId()).distinct().sorted().toList();
    var locked = CouponTable.lock(tx, coupons);
    var standings =
        UserCouponTable.standings(tx, batch.stream().map(IssueVerticle::holdingOf).toList());
    var keys =
        IdempotencyTable.find(
            tx,
            batch.stream()
                .filter(job -> job.command.key().isPresent())
                .map(job -> keyOf(job.command))
                .toList());
    var now = tx.now();
    return Future.all(locked, standings, keys, now)
        .compose(
            read -> {
              UserCouponTable.Standings of = standings.result();
              IssueBook book = new IssueBook(locked.result(), of.users(), of.holdings());
              return decideAndWrite(tx, batch, book, keys.result(), now.result());
            });
  }

  private Future<List<Outcome<Enrolled>>> decideAndWrite(
      Tx tx, List<Job> batch, IssueBook book, Keys keys, Instant now) {
    List<Event> events = new ArrayList<>();
    List<RefusalTable.Refusal> refusals = new ArrayList<>();
    List<Outcome<Enrolled>> outcomes = new ArrayList<>(batch.size());
    for (Job job : batch) {
      Moment moment = new Moment(now, job.traceparent, events);
      Outcome<Enrolled> outcome =
          tx.skipsLocked() && !book.has(job.command.couponId())
              ? Outcome.refused(CommonFailure.UNAVAILABLE)
              : Outcome.of(() -> decide(job.command, book, keys, moment));
      keepRefusal(job.command, outcome, refusals);
      outcomes.add(outcome);
    }
    return Future.all(
            CouponTable.writeIssued(tx, book.changed()),
            UserCouponTable.insert(tx, book.issues()),
            RefusalTable.insert(tx, refusals, now),
            IdempotencyTable.insert(tx, keys, now),
            OutboxTable.insert(tx, events, now))
        .map(outcomes);
  }

  private Enrolled decide(IssueAsk.Enroll command, IssueBook book, Keys keys, Moment moment) {
    long scope = command.userId().value();
    return keys.answerOf(scope, command.key(), IssuedCoupon.class)
        .map(earlier -> new Enrolled(Answered.replayed(earlier), false))
        .orElseGet(
            () -> {
              UserCouponId id = new UserCouponId(ids.next(System.currentTimeMillis()));
              IssuedCoupon issued = book.issue(command.couponId(), command.userId(), id, moment);
              keys.keep(scope, command.key(), issued);
              return new Enrolled(Answered.now(issued), book.isSoldOut(command.couponId()));
            });
  }

  /** Who holds a ticket asks for it later. */
  private static void keepRefusal(
      IssueAsk.Enroll command, Outcome<Enrolled> outcome, List<RefusalTable.Refusal> refusals) {
    if (command.ticket().isPresent()
        && outcome instanceof Outcome.Refused<Enrolled>(Failure failure)
        && failure.code() != CommonFailure.UNAVAILABLE) {
      refusals.add(new RefusalTable.Refusal(command.ticket().get(), failure.code()));
    }
  }

  private static IssueBook.Holding holdingOf(Job job) {
    return new IssueBook.Holding(job.command.couponId(), job.command.userId());
  }

  private static Keys.ScopedKey keyOf(IssueAsk.Enroll command) {
    return new Keys.ScopedKey(command.userId().value(), command.key().orElseThrow().key());
  }
}
