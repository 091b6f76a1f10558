package io.floodgate.coupon;

import io.floodgate.base.Page;
import io.floodgate.base.UserId;
import io.floodgate.config.Config;
import io.floodgate.db.DatabaseClock;
import io.floodgate.db.Statements;
import io.floodgate.json.Json;
import io.floodgate.redis.RedisCommands;
import io.floodgate.redis.RedisStore;
import io.floodgate.redis.Script;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The coupons that users hold, cached in Redis, and read from PostgreSQL where they are not or
 * Redis is away.
 *
 * <p>The keys (several in one command, so no Redis Cluster):
 *
 * <ul>
 *   <li>{@code user:{id}:coupons}, a string: the generation, a line break, the user's coupons as
 *       JSON. Lives as long as {@code coupons.cacheFor} says.
 *   <li>{@code user:{id}:coupons:lease}, a string: the name of the newest read that found nothing.
 *       Only that read may fill, and only while nobody has forgotten the user since it began: so
 *       nothing that was read before a change is put in after it.
 *   <li>{@code users:coupons:generation}, a string. What was cached under another one counts for
 *       nothing: a new one forgets all users at once.
 * </ul>
 *
 * <p>Who changes coupons and dies between its commit and forgetting leaves what is cached stale
 * until the event of the change comes ({@link ForgetVerticle}), or without Kafka for as long as it
 * lives; whether a coupon can be used, PostgreSQL decides in any case. Lives on one event loop.
 */
final class UserCoupons {

  private static final Logger LOG = LoggerFactory.getLogger(UserCoupons.class);

  private static final Script OPEN = Script.beside(UserCoupons.class, "held-open.lua");
  private static final Script FILL = Script.beside(UserCoupons.class, "held-fill.lua");

  /** A read that takes longer does not fill. */
  private static final Duration LEASE = Duration.ofSeconds(10);

  private static final Duration BEFORE_FORGETTING_AGAIN = Duration.ofMillis(500);

  private final Vertx vertx;
  private final Config.Coupons config;
  private final Statements reads;
  private final RedisStore store;
  private final RedisCommands redis;
  private final DatabaseClock clock;
  private final Map<UserId, Future<Held>> underWay = new HashMap<>();
  private boolean forgettingAll;

  /**
   * What is known of a user.
   *
   * @param all whether these are all; else the user has too many to cache, and this is empty
   * @param coupons the newest first
   */
  private record Held(boolean all, List<HeldCoupon> coupons) {}

  UserCoupons(Vertx vertx, Config.Coupons config, Statements reads, RedisStore store) {
    this.vertx = vertx;
    this.config = config;
    this.reads = reads;
    this.store = store;
    this.redis = store.commands();
    this.clock = new DatabaseClock(reads);
  }

  Future<Page<UserCouponView>> list(CouponAsk.ListUserCoupons ask) {
    UserCouponTable.After after = UserCouponTable.After.of(ask.cursor());
    return held(ask.userId())
        .compose(
            held ->
                held.all
                    ? clock.now().map(now -> page(held.coupons, ask, after, now))
                    : UserCouponTable.list(
                            reads, ask.userId(), ask.status(), after, ask.limit() + 1)
                        .map(found -> page(learned(found), ask, after, found.now())));
  }

  /** What is cached of these users is no longer true. */
  Future<Void> forget(List<UserId> users) {
    if (users.isEmpty()) {
      return Future.succeededFuture();
    }
    Request delete = Request.cmd(Command.DEL);
    users.stream().flatMap(this::keysOf).forEach(delete::arg);
    return redis.send(delete).<Void>mapEmpty().onFailure(this::forgetAllSoon);
  }

  /** What is cached of any user is no longer true. */
  Future<Void> forgetAll() {
    return redis
        .send(Request.cmd(Command.SET).arg(generationKey()).arg(random()))
        .<Void>mapEmpty()
        .onFailure(this::forgetAllSoon);
  }

  private static Page<UserCouponView> page(
      List<HeldCoupon> newestFirst,
      CouponAsk.ListUserCoupons ask,
      UserCouponTable.After after,
      Instant now) {
    List<UserCouponView> views =
        newestFirst.stream()
            .filter(after::isFollowedBy)
            .map(held -> held.view(now))
            .filter(view -> ask.status().isEmpty() || ask.status().get() == view.status())
            .limit(ask.limit() + 1L)
            .toList();
    return Page.cut(views, ask.limit(), UserCouponTable.After::cursor);
  }

  /** A crowd that asks for one user makes one query. */
  private Future<Held> held(UserId user) {
    Future<Held> already = underWay.get(user);
    if (already != null) {
      return already;
    }
    Future<Held> held = look(user);
    underWay.put(user, held);
    held.onComplete(_ -> underWay.remove(user));
    return held;
  }

  private Future<Held> look(UserId user) {
    String lease = random();
    return redis
        .run(OPEN, keys(user), List.of(lease, Long.toString(LEASE.toMillis()), random()))
        .transform(
            (found, away) -> {
              if (away != null) {
                return read(user);
              }
              String text = found.get(1).toString();
              return found.get(0).toInteger() == 1
                  ? cached(user, text)
                  : read(user).onSuccess(held -> fill(user, lease, text, held));
            });
  }

  /** What an older or newer server cached may be nothing that this one can read. */
  private Future<Held> cached(UserId user, String json) {
    try {
      return Future.succeededFuture(Json.read(json, Held.class));
    } catch (UncheckedIOException e) {
      LOG.debug("what is cached of {} cannot be read", user, e);
      forget(List.of(user));
      return read(user);
    }
  }

  private Future<Held> read(UserId user) {
    int most = config.maxCached();
    return UserCouponTable.list(
            reads, user, Optional.empty(), UserCouponTable.After.NOTHING, most + 1)
        .map(this::learned)
        .map(found -> found.size() <= most ? new Held(true, found) : new Held(false, List.of()));
  }

  private List<HeldCoupon> learned(UserCouponTable.Found found) {
    clock.learn(found.now());
    return found.coupons();
  }

  private void fill(UserId user, String lease, String generation, Held held) {
    redis
        .run(
            FILL,
            keys(user),
            List.of(
                lease, generation, Json.text(held), Long.toString(config.cacheFor().toMillis())))
        .onFailure(error -> LOG.debug("the coupons of {} were not cached", user, error));
  }

  /** Whom it was to forget is not remembered: once Redis answers again, it forgets everyone. */
  private void forgetAllSoon(Throwable error) {
    LOG.debug("cached coupons were not forgotten", error);
    if (!forgettingAll) {
      forgettingAll = true;
      vertx.setTimer(
          BEFORE_FORGETTING_AGAIN.toMillis(),
          _ -> {
            forgettingAll = false;
            forgetAll();
          });
    }
  }

  private List<String> keys(UserId user) {
    return Stream.concat(keysOf(user), Stream.of(generationKey())).toList();
  }

  /** What is forgotten with a user. */
  private Stream<String> keysOf(UserId user) {
    String held = store.key("user:" + user.value() + ":coupons");
    return Stream.of(held, held + ":lease");
  }

  private String generationKey() {
    return store.key("users:coupons:generation");
  }

  private static String random() {
    return Long.toHexString(ThreadLocalRandom.current().nextLong());
  }
}
