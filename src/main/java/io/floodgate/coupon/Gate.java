package io.floodgate.coupon;

import io.floodgate.base.CouponId;
import io.floodgate.base.UserId;
import io.floodgate.redis.RedisCommands;
import io.floodgate.redis.RedisStore;
import io.floodgate.redis.Script;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The gate of a coupon in Redis: it lets as many users through as there are coupons and turns the
 * crowd away, each in one atomic step. It decides nothing for good: PostgreSQL does, and what
 * stands here can be built again from there at any time. {@link GateStore} is the keeper's side of
 * it.
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

  private final RedisStore store;
  private final RedisCommands redis;

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
    GateKeys keys = GateKeys.of(store, coupon);
    return redis
        .run(
            ADMIT,
            List.of(keys.gate(), keys.members(), keys.pending()),
            List.of(Long.toString(user.value()), Long.toString(pendingFor.toMillis())))
        .map(answer -> Verdict.ALL[answer.toInteger()]);
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
