package io.floodgate.db;

import io.floodgate.base.IdMaker;
import io.floodgate.schedule.Repeating;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.time.Duration;

/** Sees to it that this node never runs out of ids. */
public final class IdVerticle extends VerticleBase {

  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private final IdRanges ranges;
  private final IdMaker ids;
  private Repeating keepUp;

  public IdVerticle(IdRanges ranges, IdMaker ids) {
    this.ranges = ranges;
    this.ids = ids;
  }

  @Override
  public Future<?> start() {
    keepUp =
        Repeating.start(
            vertx, "taking a range of ids", INTERVAL, () -> ranges.keepUp(ids, Clock.systemUTC()));
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    return keepUp.stop();
  }
}
