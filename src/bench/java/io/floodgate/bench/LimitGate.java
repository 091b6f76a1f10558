package io.floodgate.bench;

import io.floodgate.coupon.CouponView;
import io.floodgate.local.Endpoints;
import io.floodgate.redis.Script;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;

/** A gate in Redis that belongs to no coupon, for redis-benchmark to ask; gone once closed. */
final class LimitGate implements AutoCloseable {

  static final String GATE = "bench:{limit}:gate";
  static final String MEMBERS = "bench:{limit}:members";
  static final String PENDING = "bench:{limit}:pending";

  private static final Script ADMIT = Script.beside(CouponView.class, "gate-admit.lua");
  private static final String YEAR_2100 = "4102444800000";

  private final Vertx vertx = Vertx.vertx();
  private final Redis redis;

  private LimitGate(Endpoints.Redis to) {
    redis = Redis.createClient(vertx, "redis://%s:%d".formatted(to.host(), to.port()));
  }

  /** Puts up a gate that lets so many through; the first is through already. */
  static LimitGate open(Endpoints.Redis to, long capacity) {
    LimitGate gate = new LimitGate(to);
    gate.remove();
    gate.send(Request.cmd(Command.SCRIPT).arg("LOAD").arg(ADMIT.text()));
    gate.send(
        Request.cmd(Command.HSET)
            .arg(GATE)
            .arg("capacity")
            .arg(capacity)
            .arg("issueFrom")
            .arg(0)
            .arg("issueUntil")
            .arg(YEAR_2100)
            .arg("expireAt")
            .arg(YEAR_2100));
    gate.send(Request.cmd(Command.SADD).arg(MEMBERS).arg("1"));
    return gate;
  }

  String sha() {
    return ADMIT.sha();
  }

  @Override
  public void close() {
    remove();
    redis.close();
    vertx.close().await();
  }

  private void remove() {
    send(Request.cmd(Command.UNLINK).arg(GATE).arg(MEMBERS).arg(PENDING));
  }

  private void send(Request request) {
    redis.send(request).await();
  }
}
