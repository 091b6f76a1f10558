package io.floodgate.outbox;

import io.floodgate.base.CommonFailure;
import io.floodgate.base.Failure;
import io.floodgate.bus.Bus;
import io.floodgate.bus.Call;
import io.floodgate.config.Config;
import io.floodgate.db.Database;
import io.floodgate.db.Reads;
import io.floodgate.kafka.KafkaStore;
import io.floodgate.kafka.Publisher;
import io.floodgate.outbox.Holding.Round;
import io.floodgate.schedule.Repeating;
import io.floodgate.schedule.Steps;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Sends what stands in the outbox to Kafka: the shards of it that this node owns, a round at a
 * time. A round claims events in PostgreSQL, sends them all, and waits for Kafka to have them, with
 * no transaction open; the next round removes them from what is to be sent. So an event may be sent
 * twice, at the same {@link Place}, and is never left out.
 *
 * <p>Without {@code kafka.bootstrap} or {@code outbox.relay} nothing is sent, and while Kafka is
 * away this node owns nothing.
 */
public final class RelayVerticle extends VerticleBase {

  private final Supplier<Config.Outbox> config;
  private final Database database;
  private final KafkaStore kafka;
  private final Bus bus;
  private final boolean relays;
  private final Pace pace;
  private final RelayRecord record = new RelayRecord();
  private final AtomicBoolean nudged = new AtomicBoolean();
  private Reads reads;
  private Publisher publisher;
  private Repeating sweep;
  private Future<RelayTable.Backlog> counting;
  private Holding holding;
  private Future<Duration> turn = Future.succeededFuture();
  private long heartbeat = -1;
  private long timer = -1;
  private boolean stopped;

  public RelayVerticle(
      Supplier<Config.Outbox> config, Database database, KafkaStore kafka, Bus bus) {
    this.config = config;
    this.database = database;
    this.kafka = kafka;
    this.bus = bus;
    this.relays = config.get().relay() && kafka.isConfigured();
    this.pace =
        new Pace(
            () -> config.get().roundInterval(),
            () -> config.get().pollInterval(),
            System.nanoTime());
  }

  @Override
  public Future<?> start() {
    for (Aggregate aggregate : Aggregate.values()) {
      kafka.declare(aggregate.topic());
    }
    reads = database.reads();
    bus.open(OutboxAsk.class, this::answer);
    Config.Outbox fixed = config.get();
    if (relays) {
      publisher = kafka.publisher();
      heartbeat = vertx.setPeriodic(fixed.lease().dividedBy(3).toMillis(), due -> keepAlive());
      database.onCommit(this::nudge);
      OutboxSweep removal = new OutboxSweep(database.transactions(), fixed.retention());
      sweep =
          Repeating.start(vertx, "removal of old events", fixed.sweepInterval(), removal::sweep);
      begin();
    }
    return Future.succeededFuture();
  }

  /**
   * What is there is sent, within {@code outbox.drainTimeout}; then the shards are free. What is
   * being sent has its time to arrive, so that the next owner need not send it again.
   */
  @Override
  public Future<?> stop() {
    stopped = true;
    if (!relays) {
      return Future.succeededFuture();
    }
    vertx.cancelTimer(timer);
    long until = System.nanoTime() + config.get().drainTimeout().toNanos();
    return Future.join(sweep.stop(), turn.otherwiseEmpty())
        .compose(_ -> Steps.whileMore(() -> sendRest(until)).otherwiseEmpty())
        .compose(_ -> leave())
        .onComplete(_ -> vertx.cancelTimer(heartbeat))
        .eventually(publisher::close);
  }

  private Future<?> answer(OutboxAsk<?> ask, Call call) {
    return switch (ask) {
      case OutboxAsk.GetRelay _ ->
          backlog()
              .map(
                  backlog ->
                      record.status(relays, holding == null ? Set.of() : holding.owned(), backlog));
    };
  }

  /** Counted once at a time, whoever asks: it takes as long as there is much. */
  private Future<RelayTable.Backlog> backlog() {
    if (counting == null || counting.isComplete()) {
      counting = RelayTable.backlog(reads);
    }
    return counting;
  }

  /** Something was committed on this node. Any thread; the first of many before a turn counts. */
  private void nudge() {
    if (nudged.compareAndSet(false, true)) {
      context.runOnContext(
          _ -> {
            if (turn.isComplete() && !record.isFailing()) {
              next(pace.soon(System.nanoTime()));
            }
          });
    }
  }

  private void next(Duration pause) {
    vertx.cancelTimer(timer);
    if (stopped || !turn.isComplete()) {
      return;
    }
    if (pause.toMillis() < 1) {
      begin();
    } else {
      timer = vertx.setTimer(pause.toMillis(), due -> begin());
    }
  }

  private void begin() {
    nudged.set(false);
    turn = isKafkaThere() ? hold().compose(this::round) : Future.succeededFuture(letGo());
    turn.onComplete(
        pause ->
            context.runOnContext(
                _ -> next(nudged.get() && holding != null ? pace.soon(System.nanoTime()) : pause)),
        error -> {
          record.fails(error);
          context.runOnContext(_ -> next(config.get().retryInterval()));
        });
  }

  /** Claims, sends, and says how long to rest. */
  private Future<Duration> round(Holding held) {
    long began = System.nanoTime();
    return held.balance()
        .compose(_ -> held.next())
        .onFailure(error -> held.close()) // nobody knows what is claimed: it is read anew
        .compose(round -> send(held, round).map(_ -> restAfter(round, began)))
        .onSuccess(_ -> record.works());
  }

  private Future<Void> send(Holding held, Round round) {
    if (round.events().isEmpty()) {
      held.sent(round);
      return Future.succeededFuture();
    }
    if (!held.isSure()) {
      held.close();
      return Future.failedFuture(Failure.of(CommonFailure.UNAVAILABLE));
    }
    return publisher
        .publish(round.events(), ToldEvent::message)
        .onSuccess(
            _ -> {
              held.sent(round);
              record.sent(round.events().size());
            });
  }

  private Duration restAfter(Round round, long began) {
    int events = round.events().size();
    if (events == 0) {
      return pace.afterNothing();
    }
    Config.Outbox now = config.get();
    return events * 2 >= now.maxRound()
        ? pace.afterFull(began, System.nanoTime(), round.waited().compareTo(now.maxDelay()) > 0)
        : pace.afterSome(events, began, System.nanoTime());
  }

  private Future<Holding> hold() {
    if (holding != null) {
      return Future.succeededFuture(holding);
    }
    return Holding.open(config, database)
        .onSuccess(
            opened -> {
              holding = opened;
              opened.ended().onComplete(_ -> forget(opened));
            });
  }

  private void forget(Holding ended) {
    if (holding == ended) {
      holding = null;
    }
  }

  /** While Kafka is away for this node, it may be there for others. */
  private Duration letGo() {
    if (holding != null) {
      holding.close();
    }
    return config.get().pollInterval();
  }

  private void keepAlive() {
    Holding held = holding;
    if (held == null) {
      return;
    }
    if (held.isSure()) {
      held.count().onFailure(error -> held.close());
    } else {
      held.close();
    }
  }

  /** One more round, as long as there are events and time. */
  private Future<Boolean> sendRest(long untilNanos) {
    Holding held = holding;
    if (held == null || !isKafkaThere() || System.nanoTime() - untilNanos >= 0) {
      return Future.succeededFuture(false);
    }
    return held.next()
        .compose(round -> send(held, round).map(_ -> !round.events().isEmpty()))
        .onFailure(error -> held.close());
  }

  /** Frees the shards. */
  private Future<Void> leave() {
    Holding held = holding;
    return held == null
        ? Future.succeededFuture()
        : held.leave().eventually(held::close).otherwiseEmpty();
  }

  private boolean isKafkaThere() {
    return Arrays.stream(Aggregate.values())
        .allMatch(aggregate -> kafka.sender().isReady(aggregate.topic()));
  }
}
