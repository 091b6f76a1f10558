package io.floodgate.idempotency;

import io.floodgate.config.Config;
import io.floodgate.db.Database;
import io.floodgate.schedule.Repeating;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** Removes keys past their retention, a bounded number a transaction. */
public final class SweepVerticle extends VerticleBase {

  private static final int ROWS_A_TRANSACTION = 5_000;

  private final Config.Idempotency config;
  private final Database database;
  private Repeating sweep;

  public SweepVerticle(Config.Idempotency config, Database database) {
    this.config = config;
    this.database = database;
  }

  @Override
  public Future<?> start() {
    sweep =
        Repeating.start(
            vertx, "removal of old idempotency keys", config.sweepInterval(), this::sweep);
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    return sweep.stop();
  }

  private Future<?> sweep() {
    return database
        .transactions()
        .run(tx -> IdempotencyTable.removeOld(tx, config.retention(), ROWS_A_TRANSACTION))
        .compose(removed -> removed == ROWS_A_TRANSACTION ? sweep() : Future.succeededFuture());
  }
}
