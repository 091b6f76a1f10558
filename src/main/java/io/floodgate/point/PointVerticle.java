package io.floodgate.point;

import io.floodgate.base.Answered;
import io.floodgate.base.CommonFailure;
import io.floodgate.base.Cursor;
import io.floodgate.base.Money;
import io.floodgate.base.Page;
import io.floodgate.bus.Bus;
import io.floodgate.bus.Call;
import io.floodgate.config.Config;
import io.floodgate.db.Batcher;
import io.floodgate.db.Database;
import io.floodgate.db.Outcome;
import io.floodgate.db.Reads;
import io.floodgate.db.Tx;
import io.floodgate.idempotency.IdempotencyTable;
import io.floodgate.idempotency.Keys;
import io.floodgate.outbox.Event;
import io.floodgate.outbox.Moment;
import io.floodgate.outbox.OutboxTable;
import io.floodgate.trace.Kind;
import io.floodgate.trace.Step;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The door of the point domain. Charges go in batches, one lane an instance; reads go by
 * themselves.
 */
public final class PointVerticle extends VerticleBase {

  private final Supplier<Config.Points> config;
  private final Database database;
  private final Bus bus;
  private Reads reads;
  private Batcher<Charge, Answered<Balance>> charges;

  public PointVerticle(Supplier<Config.Points> config, Database database, Bus bus) {
    this.config = config;
    this.database = database;
    this.bus = bus;
  }

  private record Charge(PointAsk.ChargePoints command, String traceparent) {}

  @Override
  public Future<?> start() {
    reads = database.reads();
    charges = new Batcher<>(database.lane("points"), () -> config.get().batching(), this::carry);
    bus.open(PointAsk.class, this::answer);
    return Future.succeededFuture();
  }

  /** What was taken on is answered. */
  @Override
  public Future<?> stop() {
    return charges.drain();
  }

  private Future<?> answer(PointAsk<?> ask, Call call) {
    return switch (ask) {
      case PointAsk.ChargePoints charge -> charge(charge, call);
      case PointAsk.GetBalance(var user) -> PointTable.balance(reads, user);
      case PointAsk.GetHistory history -> history(history);
    };
  }

  private Future<Answered<Balance>> charge(PointAsk.ChargePoints command, Call call) {
    Step step = call.step().child(Kind.INTERNAL, "point ChargePoints");
    return charges.submit(
        new Charge(command, step.traceparentOr(call.traceparent())), call.deadline(), step);
  }

  private Future<Page<PointEntry>> history(PointAsk.GetHistory ask) {
    long before = Cursor.number(ask.cursor(), Long.MAX_VALUE);
    return PointTable.balance(reads, ask.userId())
        .compose(known -> PointTable.history(reads, ask.userId(), before, ask.limit() + 1))
        .map(entries -> Page.cut(entries, ask.limit(), last -> Cursor.of(last.sequence())));
  }

  /** Lock, decide, write: one transaction for all charges that waited. */
  private Future<List<Outcome<Answered<Balance>>>> carry(Tx tx, List<Charge> batch) {
    var accounts =
        PointTable.lock(
            tx, batch.stream().map(charge -> charge.command.userId()).distinct().toList());
    var keys =
        IdempotencyTable.find(
            tx,
            batch.stream()
                .filter(charge -> charge.command.key().isPresent())
                .map(charge -> keyOf(charge.command))
                .toList());
    var now = tx.now();
    return Future.all(accounts, keys, now)
        .compose(
            locked -> decideAndWrite(tx, batch, accounts.result(), keys.result(), now.result()));
  }

  private Future<List<Outcome<Answered<Balance>>>> decideAndWrite(
      Tx tx, List<Charge> batch, Accounts accounts, Keys keys, Instant now) {
    Config.Points rules = config.get(); // once, so that a batch is decided by the same ones
    Account.Limits limits =
        new Account.Limits(Money.won(rules.maxCharge()), Money.won(rules.maxBalance()));
    List<Event> events = new ArrayList<>();
    List<Outcome<Answered<Balance>>> outcomes = new ArrayList<>(batch.size());
    for (Charge charge : batch) {
      Moment moment = new Moment(now, charge.traceparent, events);
      outcomes.add(
          tx.skipsLocked() && !accounts.has(charge.command.userId())
              ? Outcome.refused(CommonFailure.UNAVAILABLE)
              : Outcome.of(() -> decide(charge.command, accounts, limits, keys, moment)));
    }
    return Future.all(
            PointTable.write(tx, accounts),
            IdempotencyTable.insert(tx, keys, now),
            OutboxTable.insert(tx, events, now))
        .map(outcomes);
  }

  private Answered<Balance> decide(
      PointAsk.ChargePoints command,
      Accounts accounts,
      Account.Limits limits,
      Keys keys,
      Moment moment) {
    long scope = command.userId().value();
    return keys.answerOf(scope, command.key(), Balance.class)
        .map(Answered::replayed)
        .orElseGet(
            () -> {
              Balance balance = accounts.charge(command.userId(), command.amount(), limits, moment);
              keys.keep(scope, command.key(), balance);
              return Answered.now(balance);
            });
  }

  private static Keys.ScopedKey keyOf(PointAsk.ChargePoints command) {
    return new Keys.ScopedKey(command.userId().value(), command.key().orElseThrow().key());
  }
}
