package io.floodgate.db;

import io.floodgate.schedule.Repeating;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;

/** Removes rows past their retention now and then, a bounded number a transaction. */
public final class SweepVerticle extends VerticleBase {

  private static final int ROWS_A_TRANSACTION = 5_000;

  private final Database database;
  private final String name;
  private final Duration interval;
  private final Removal removal;
  private Repeating sweep;

  /** What is old. */
  @FunctionalInterface
  public interface Removal {

    /** Removes at most {@code limit} rows, and says how many. */
    Future<Integer> remove(Tx tx, int limit);
  }

  /**
   * @param name for the log, such as {@code removal of old keys}
   */
  public SweepVerticle(Database database, String name, Duration interval, Removal removal) {
    this.database = database;
    this.name = name;
    this.interval = interval;
    this.removal = removal;
  }

  @Override
  public Future<?> start() {
    sweep = Repeating.start(vertx, name, interval, this::sweep);
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    return sweep.stop();
  }

  private Future<?> sweep() {
    return database
        .transactions()
        .run(tx -> removal.remove(tx, ROWS_A_TRANSACTION))
        .compose(removed -> removed == ROWS_A_TRANSACTION ? sweep() : Future.succeededFuture());
  }
}
