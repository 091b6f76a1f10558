package io.floodgate.coupon;

import io.floodgate.base.CouponId;
import io.floodgate.base.UserId;
import io.floodgate.db.BatchLoader;
import io.floodgate.redis.RedisCommands;
import io.floodgate.redis.RedisStore;
import io.floodgate.redis.Script;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The gate of a coupon in Redis: it lets as many users through as there are coupons and turns the
 * crowd away, in atomic steps: each takes all who came while the last one was under way. It decides
 * nothing for good: PostgreSQL does, and what stands here can be built again from there at any
 * time. {@link GateStore} is the keeper's side of it.
 *
 * <p>The keys of a coupon share a hash slot:
 *
 * <ul>
 *   <li>{@code coupon:{id}:gate}, a hash: capacity, issueFrom, issueUntil and expireAt
 *       (milliseconds since 1970), epoch. Without it there is no gate.
 *   <li>{@code coupon:{id}:members}, a set: the users who were let through or issued one. Its
 *       cardinality is the counter, so that the two can never differ.
 *   <li>{@code coupon:{id}:pending}, a sorted set: those of whom it is not known yet whether they
 *       were issued one, by the millisecond at which they lose their place.
 *   <li>{@code coupon:{id}:next}, a set: the members of a gate that is being built.
 *   <li>{@code coupon:{id}:builder}, a string: the epoch of the gate that is being built.
 * </ul>
 *
 * <p>Lives on one event loop. Every future fails with UNAVAILABLE while Redis is away.
 */
final class Gate {

  private static final Script ADMIT = Script.beside(Gate.class, "gate-admit.lua");
  private static final Script SETTLE = Script.beside(Gate.class, "gate-settle.lua");

  /** Redis does nothing else while it decides on so many: half a millisecond. */
  private static final int ADMITTED_AT_ONCE = 250;

  private final RedisStore store;
  private final RedisCommands redis;

  /** Of the coupons that are being asked for. */
  private final Map<CouponId, BatchLoader<Wish, Verdict>> crowds = new HashMap<>();

  Gate(RedisStore store) {
    this.store = store;
    this.redis = store.commands();
  }

  enum Verdict {
    /** There is no gate: it was never built, or is lost, or its coupon's period is long over. */
    ABSENT,
    /** Takes one of the places; it is lost unless settled in time. */
    ADMITTED,
    /** Has a place, and it is not known yet whether a coupon was issued for it. */
    PENDING,
    /** Was issued one before. */
    MEMBER,
    /** All places are taken. That can change: some may not be issued. */
    FULL,
    /** The issue period has not begun or is over, by Redis' clock. */
    NOT_IN_PERIOD;

    private static final Verdict[] ALL = values();
  }

  /**
   * Asks for a place for a user, which is free again after {@code pendingFor}. Who is pending and
   * asks again keeps the place that long from now.
   */
  Future<Verdict> admit(CouponId coupon, UserId user, Duration pendingFor) {
    BatchLoader<Wish, Verdict> crowd =
        crowds.computeIfAbsent(
            coupon, _ -> new BatchLoader<>(ADMITTED_AT_ONCE, wishes -> admit(coupon, wishes)));
    return crowd
        .get(new Wish(user, pendingFor))
        .onComplete(
            _ -> {
              if (crowd.isIdle()) {
                crowds.remove(coupon, crowd);
              }
            })
        .map(Optional::orElseThrow);
  }

  /** One request for a place. No record: two of the same user are two. */
  private static final class Wish {
    private final UserId user;
    private final Duration pendingFor;

    Wish(UserId user, Duration pendingFor) {
      this.user = user;
      this.pendingFor = pendingFor;
    }
  }

  private Future<Map<Wish, Verdict>> admit(CouponId coupon, Set<Wish> wishes) {
    GateKeys keys = GateKeys.of(store, coupon);
    List<String> arguments = new ArrayList<>(2 * wishes.size());
    for (Wish wish : wishes) {
      arguments.add(Long.toString(wish.user.value()));
      arguments.add(Long.toString(wish.pendingFor.toMillis()));
    }
    return redis
        .run(ADMIT, List.of(keys.gate(), keys.members(), keys.pending()), arguments)
        .map(answer -> verdicts(wishes, answer));
  }

  private static Map<Wish, Verdict> verdicts(Set<Wish> wishes, Response answer) {
    Map<Wish, Verdict> verdicts = HashMap.newHashMap(wishes.size());
    Iterator<Response> next = answer.iterator();
    wishes.forEach(wish -> verdicts.put(wish, Verdict.ALL[next.next().toInteger()]));
    return verdicts;
  }

  /**
   * Tells the gate what PostgreSQL has said. Does nothing where there is no gate.
   *
   * @param issued have a coupon: members for good
   * @param refused got none: those of them who are pending lose their place
   */
  Future<Void> settle(CouponId coupon, Collection<UserId> issued, Collection<UserId> refused) {
    GateKeys keys = GateKeys.of(store, coupon);
    List<String> arguments = new ArrayList<>(1 + issued.size() + refused.size());
    arguments.add(Integer.toString(issued.size()));
    issued.forEach(user -> arguments.add(Long.toString(user.value())));
    refused.forEach(user -> arguments.add(Long.toString(user.value())));
    return redis
        .run(
            SETTLE,
            List.of(keys.gate(), keys.members(), keys.pending(), keys.builder(), keys.next()),
            arguments)
        .mapEmpty();
  }
}
