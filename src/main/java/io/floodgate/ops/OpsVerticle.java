package io.floodgate.ops;

import io.floodgate.bus.Bus;
import io.floodgate.bus.Call;
import io.floodgate.config.LiveConfig;
import io.floodgate.db.Database;
import io.floodgate.db.Reads;
import io.floodgate.db.Transactions;
import io.floodgate.kafka.KafkaStore;
import io.floodgate.ops.Readings.Checked;
import io.floodgate.outbox.OutboxAsk;
import io.floodgate.outbox.RelayStatus;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The door of the operators' room. */
public final class OpsVerticle extends VerticleBase {

  private static final String EVENTS = "events";

  /** Events that have waited for so long are not on their way. */
  private static final Duration LATE = Duration.ofMinutes(1);

  private final LiveConfig config;
  private final Database database;
  private final KafkaStore kafka;
  private final Bus bus;
  private final Readings readings;
  private Reads reads;
  private Transactions checks;
  private Future<InvariantReport> checking = Future.succeededFuture();

  /**
   * @param readings where each check of the invariants is noted
   */
  public OpsVerticle(
      LiveConfig config, Database database, KafkaStore kafka, Bus bus, Readings readings) {
    this.config = config;
    this.database = database;
    this.kafka = kafka;
    this.bus = bus;
    this.readings = readings;
  }

  @Override
  public Future<?> start() {
    reads = database.reads();
    checks = database.longTransactions(config.get().ops().invariantsTimeout());
    bus.open(OpsAsk.class, this::answer);
    return Future.succeededFuture();
  }

  private Future<?> answer(OpsAsk<?> ask, Call call) {
    return switch (ask) {
      case OpsAsk.CheckInvariants check -> checkInvariants(call);
      case OpsAsk.GetConfig get -> Future.succeededFuture(ConfigReport.of(config.state()));
      case OpsAsk.CheckReady check -> checkReady(call);
    };
  }

  /** One check at a time: who asks meanwhile shares its answer. */
  private Future<InvariantReport> checkInvariants(Call call) {
    if (checking.isComplete()) {
      checking =
          Invariants.check(checks)
              .compose(report -> GateInvariant.check(bus, call).map(report::with))
              .compose(report -> RankingInvariant.check(bus, call).map(report::with))
              .compose(report -> EventInvariants.check(checks, kafka).map(report::with))
              .onSuccess(report -> readings.checked(new Checked(report, now())));
    }
    return checking;
  }

  private static Instant now() {
    return Clock.systemUTC().instant();
  }

  private Future<Readiness> checkReady(Call call) {
    Future<Component> postgres =
        reads
            .run("SELECT 1")
            .map(rows -> new Component("postgres", true, Optional.empty()))
            .otherwise(error -> new Component("postgres", false, Optional.of("does not answer")));
    Future<Component> events =
        bus.ask(new OutboxAsk.GetRelay(), call)
            .map(OpsVerticle::events)
            .otherwise(error -> new Component(EVENTS, false, Optional.of("nobody knows")));
    // That events wait keeps this node from nothing that its clients want.
    return Future.all(postgres, events)
        .map(
            both ->
                new Readiness(postgres.result().up(), List.of(postgres.result(), events.result())));
  }

  private static Component events(RelayStatus relay) {
    boolean late = relay.relays() && relay.oldest().compareTo(LATE) > 0;
    return new Component(
        EVENTS,
        !late,
        relay.backlog() == 0
            ? Optional.empty()
            : Optional.of(
                "%d wait, the oldest for %d s"
                    .formatted(relay.backlog(), relay.oldest().toSeconds())));
  }
}
