package io.floodgate.web;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/**
 * Looks for what the streams of this node show, on behalf of all its {@link HttpVerticle}s. One a
 * node, started before them and stopped after them.
 */
public final class StreamVerticle extends VerticleBase {

  private final Web web;

  public StreamVerticle(Web web) {
    this.web = web;
  }

  @Override
  public Future<?> start() {
    web.lookouts().start(vertx);
    return Future.succeededFuture();
  }
}
