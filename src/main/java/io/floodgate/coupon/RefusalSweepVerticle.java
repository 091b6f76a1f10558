package io.floodgate.coupon;

import io.floodgate.config.Config;
import io.floodgate.db.Database;
import io.floodgate.schedule.Repeating;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** Removes the refusals of tickets past their retention, a bounded number a transaction. */
public final class RefusalSweepVerticle extends VerticleBase {

  private static final int ROWS_A_TRANSACTION = 5_000;

  private final Config.IssueQueue config;
  private final Database database;
  private Repeating sweep;

  public RefusalSweepVerticle(Config.IssueQueue config, Database database) {
    this.config = config;
    this.database = database;
  }

  @Override
  public Future<?> start() {
    sweep =
        Repeating.start(
            vertx, "removal of old refusals of coupons", config.sweepInterval(), this::sweep);
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    return sweep.stop();
  }

  private Future<?> sweep() {
    return database
        .transactions()
        .run(tx -> RefusalTable.removeOld(tx, config.retention(), ROWS_A_TRANSACTION))
        .compose(removed -> removed == ROWS_A_TRANSACTION ? sweep() : Future.succeededFuture());
  }
}
