package io.floodgate.coupon;

import io.floodgate.bus.Bus;
import io.floodgate.bus.Call;
import io.floodgate.config.Config;
import io.floodgate.db.Database;
import io.floodgate.redis.RedisStore;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;

/** Keeps the gates and PostgreSQL together: builds, compares, repairs, frees. */
public final class GateVerticle extends VerticleBase {

  private final Config.Coupons config;
  private final Database database;
  private final RedisStore redis;
  private final Bus bus;
  private final SoldOut soldOut;

  public GateVerticle(
      Config.Coupons config, Database database, RedisStore redis, Bus bus, SoldOut soldOut) {
    this.config = config;
    this.database = database;
    this.redis = redis;
    this.bus = bus;
    this.soldOut = soldOut;
  }

  @Override
  public Future<?> start() {
    bus.open(GateAsk.class, this::answer);
    return Future.succeededFuture();
  }

  private Future<?> answer(GateAsk<?> ask, Call call) {
    return switch (ask) {
      case GateAsk.RestoreGate restore -> Future.succeededFuture();
      case GateAsk.CompareGates compare -> Future.succeededFuture(List.of());
    };
  }
}
