package io.floodgate.coupon;

import io.floodgate.base.IdMaker;
import io.floodgate.bus.Bus;
import io.floodgate.bus.Call;
import io.floodgate.config.Config;
import io.floodgate.db.Database;
import io.floodgate.db.Reads;
import io.floodgate.kafka.KafkaStore;
import io.floodgate.redis.RedisStore;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.function.Supplier;

/** The door of the coupon domain, one an event loop: it hands each message to who knows. */
public final class CouponVerticle extends VerticleBase {

  private final Supplier<Config.Coupons> config;
  private final Database database;
  private final RedisStore redis;
  private final KafkaStore kafka;
  private final Bus bus;
  private final IdMaker ids;
  private final Closed closed;
  private final GateCounts counts;
  private CouponDesk desk;
  private UserCoupons userCoupons;
  private Issuing issuing;
  private Tickets tickets;

  public CouponVerticle(
      Supplier<Config.Coupons> config,
      Database database,
      RedisStore redis,
      KafkaStore kafka,
      Bus bus,
      IdMaker ids,
      Closed closed,
      GateCounts counts) {
    this.config = config;
    this.database = database;
    this.redis = redis;
    this.kafka = kafka;
    this.bus = bus;
    this.ids = ids;
    this.closed = closed;
    this.counts = counts;
  }

  @Override
  public Future<?> start() {
    Reads reads = database.reads();
    Gate gate = new Gate(redis);
    desk = new CouponDesk(database.transactions(), reads, closed, bus);
    userCoupons = new UserCoupons(vertx, config.get(), reads, redis);
    issuing = new Issuing(vertx, config, gate, closed, counts, reads, bus);
    kafka.declare(QueuedIssue.TOPIC);
    tickets = new Tickets(config.get(), gate, issuing, reads, ids, kafka.sender());
    bus.open(CouponAsk.class, this::answer);
    return desk.warm();
  }

  private Future<?> answer(CouponAsk<?> ask, Call call) {
    return switch (ask) {
      case CouponAsk.IssueCoupon issue -> issuing.issue(issue, call);
      case CouponAsk.QueueIssue queue -> tickets.queue(queue, call);
      case CouponAsk.GetTicket(var id) -> tickets.get(id);
      case CouponAsk.GetTickets(var ids) -> tickets.find(ids);
      case CouponAsk.CreateCoupon create -> desk.create(create, call);
      case CouponAsk.ChangeCoupon change -> desk.change(change, call);
      case CouponAsk.RevokeCoupon revoke -> desk.revoke(revoke, call);
      case CouponAsk.GetCoupon(var id) -> desk.get(id);
      case CouponAsk.GetCoupons(var ids) -> desk.get(ids);
      case CouponAsk.ListCoupons list -> desk.list(list);
      case CouponAsk.ListUserCoupons list -> userCoupons.list(list);
      case CouponAsk.ForgetUserCoupons(var users) -> userCoupons.forget(users);
      case CouponAsk.ForgetAllUserCoupons() -> userCoupons.forgetAll();
    };
  }
}
