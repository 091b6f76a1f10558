package io.floodgate.ops;

import io.floodgate.bus.Bus;
import io.floodgate.bus.Call;
import io.floodgate.config.LiveConfig;
import io.floodgate.db.Database;
import io.floodgate.db.Transactions;
import io.floodgate.kafka.KafkaStore;
import io.floodgate.ops.Readings.Checked;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.time.Instant;

/** The door of the operators' room. */
public final class OpsVerticle extends VerticleBase {

  private final LiveConfig config;
  private final Database database;
  private final KafkaStore kafka;
  private final Bus bus;
  private final Readings readings;
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
    checks = database.longTransactions(config.get().ops().invariantsTimeout());
    bus.open(OpsAsk.class, this::answer);
    return Future.succeededFuture();
  }

  private Future<?> answer(OpsAsk<?> ask, Call call) {
    return switch (ask) {
      case OpsAsk.CheckInvariants check -> checkInvariants(call);
      case OpsAsk.GetConfig get -> Future.succeededFuture(ConfigReport.of(config.state()));
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
}
