package io.floodgate.coupon;

import io.floodgate.base.Page;
import io.floodgate.base.UserId;
import io.floodgate.config.Config;
import io.floodgate.db.Reads;
import io.floodgate.redis.RedisStore;
import io.vertx.core.Future;
import java.util.List;

/** The coupons that users hold, cached in Redis. Lives on one event loop. */
final class UserCoupons {

  private final Config.Coupons config;
  private final Reads reads;
  private final RedisStore redis;

  UserCoupons(Config.Coupons config, Reads reads, RedisStore redis) {
    this.config = config;
    this.reads = reads;
    this.redis = redis;
  }

  Future<Page<UserCouponView>> list(CouponAsk.ListUserCoupons ask) {
    throw new UnsupportedOperationException();
  }

  /** What is cached of these users is no longer true. */
  Future<Void> forget(List<UserId> users) {
    return Future.succeededFuture();
  }
}
