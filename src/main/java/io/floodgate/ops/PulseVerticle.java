package io.floodgate.ops;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** Says again and again that its event loop turns. One on each event loop of the node. */
public final class PulseVerticle extends VerticleBase {

  private final Health health;
  private String loop;
  private long timer;

  public PulseVerticle(Health health) {
    this.health = health;
  }

  @Override
  public Future<?> start() {
    loop = Thread.currentThread().getName();
    health.pulse().beat(loop);
    timer = vertx.setPeriodic(Pulse.INTERVAL.toMillis(), _ -> health.pulse().beat(loop));
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    vertx.cancelTimer(timer);
    health.pulse().end(loop);
    return Future.succeededFuture();
  }
}
