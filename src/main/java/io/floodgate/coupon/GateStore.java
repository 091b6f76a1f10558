package io.floodgate.coupon;

import io.floodgate.base.CouponId;
import io.floodgate.base.UserId;
import io.floodgate.redis.RedisCommands;
import io.floodgate.redis.RedisStore;
import io.floodgate.redis.Script;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The gates in Redis as their keeper sees them: looked at, built, changed. {@link Gate} says which
 * keys there are. Lives on one event loop. Every future fails with UNAVAILABLE while Redis is away.
 */
final class GateStore {

  private static final Script INSPECT = script("inspect");
  private static final Script CHANGE = script("change");
  private static final Script FREE = script("free");
  private static final Script CLAIM = script("claim");
  private static final Script ADD = script("add");
  private static final Script PUBLISH = script("publish");
  private static final Script ABANDON = script("abandon");
  private static final Script STAND = script("stand");

  private final RedisStore store;
  private final RedisCommands redis;

  GateStore(RedisStore store) {
    this.store = store;
    this.redis = store.commands();
  }

  private static Script script(String name) {
    return Script.beside(GateStore.class, "gate-" + name + ".lua");
  }

  /** What a gate is told of its coupon; times in milliseconds since 1970. */
  record Setting(long capacity, long issueFrom, long issueUntil, long expireAt) {

    static Setting of(Coupon coupon, Duration grace) {
      long until = coupon.issuePeriod().until().toEpochMilli();
      return new Setting(
          coupon.capacity(),
          coupon.issuePeriod().from().toEpochMilli(),
          until,
          until + grace.toMillis());
    }

    private List<String> arguments() {
      return texts(capacity, issueFrom, issueUntil, expireAt);
    }
  }

  /** A gate that stands. */
  record Built(long epoch, Setting setting) {}

  /**
   * What is there of a gate.
   *
   * @param beingBuilt some node builds it
   * @param built empty where there is no gate
   * @param members how many users were let through or issued one
   * @param pending of how many of those it is not known yet whether they were issued one
   * @param overdue some of those who are pending past their deadline
   */
  record Standing(
      boolean beingBuilt, Optional<Built> built, long members, long pending, List<UserId> overdue) {

    /** How many users were issued one, for all that the gate knows. */
    long issued() {
      return members - pending;
    }
  }

  /** How a user stands with a gate; the ordinal is what the script answers. */
  enum Stand {
    STRANGER,
    MEMBER,
    PENDING;

    private static final Stand[] ALL = values();
  }

  /**
   * A part of a gate's members.
   *
   * @param cursor where the next part begins; {@code 0} when this is the last
   */
  record Part(String cursor, List<UserId> members) {}

  boolean isUp() {
    return redis.isUp();
  }

  /**
   * Looks at a gate.
   *
   * @param overdue how many users past their deadline are wanted at most
   */
  Future<Standing> inspect(CouponId coupon, int overdue) {
    GateKeys keys = keys(coupon);
    return redis
        .run(
            INSPECT,
            List.of(keys.gate(), keys.members(), keys.pending(), keys.builder()),
            texts(overdue))
        .map(
            answer ->
                new Standing(
                    answer.get(0).toLong() == 1,
                    built(answer.get(1)),
                    answer.get(2).toLong(),
                    answer.get(3).toLong(),
                    users(answer.get(4))));
  }

  private static Optional<Built> built(Response hash) {
    if (hash.get(0) == null) {
      return Optional.empty();
    }
    return Optional.of(
        new Built(
            hash.get(0).toLong(),
            new Setting(
                hash.get(1).toLong(),
                hash.get(2).toLong(),
                hash.get(3).toLong(),
                hash.get(4).toLong())));
  }

  /** Tells a gate that stands how its coupon has changed. */
  Future<Void> change(CouponId coupon, Setting setting) {
    GateKeys keys = keys(coupon);
    return redis
        .run(CHANGE, List.of(keys.gate(), keys.members(), keys.pending()), setting.arguments())
        .mapEmpty();
  }

  /**
   * Ends the waiting of users who are still pending past their deadline.
   *
   * @param issued were issued one: members for good
   * @param others were not: they lose their place
   * @return how many places are free again
   */
  Future<Integer> free(CouponId coupon, Collection<UserId> issued, Collection<UserId> others) {
    GateKeys keys = keys(coupon);
    List<String> arguments = new ArrayList<>(1 + issued.size() + others.size());
    arguments.add(Integer.toString(issued.size()));
    addAll(arguments, issued);
    addAll(arguments, others);
    return redis
        .run(FREE, List.of(keys.members(), keys.pending()), arguments)
        .map(Response::toInteger);
  }

  /**
   * Begins to build a gate, in place of the one that was seen. From here on it hears of every
   * issue.
   *
   * @param seen the gate that stood when it was found wrong; empty where there was none
   * @return false where another node builds it, or has built it since
   */
  Future<Boolean> claim(CouponId coupon, long epoch, Optional<Built> seen, Duration lasts) {
    GateKeys keys = keys(coupon);
    return redis
        .run(
            CLAIM,
            List.of(keys.gate(), keys.builder(), keys.next()),
            List.of(
                Long.toString(epoch),
                seen.map(gate -> Long.toString(gate.epoch())).orElse(""),
                Long.toString(lasts.toMillis())))
        .map(answer -> answer.toInteger() == 1);
  }

  /** Adds to the gate that is being built, and renews the claim; false where that is lost. */
  Future<Boolean> add(CouponId coupon, long epoch, Duration lasts, Collection<UserId> users) {
    GateKeys keys = keys(coupon);
    List<String> arguments = texts(epoch, lasts.toMillis());
    addAll(arguments, users);
    return redis
        .run(ADD, List.of(keys.builder(), keys.next()), arguments)
        .map(answer -> answer.toInteger() == 1);
  }

  /**
   * Puts the gate that was built in place, with who was let through by the last one and still
   * waits.
   *
   * @param added how many users were added
   * @return who was waiting and turned out to have been issued one; empty where the claim is lost
   */
  Future<Optional<List<UserId>>> publish(CouponId coupon, long epoch, long added, Setting setting) {
    GateKeys keys = keys(coupon);
    List<String> arguments = texts(epoch, added);
    arguments.addAll(setting.arguments());
    return redis
        .run(
            PUBLISH,
            List.of(keys.gate(), keys.members(), keys.pending(), keys.builder(), keys.next()),
            arguments)
        .map(answer -> Optional.ofNullable(answer).map(GateStore::users));
  }

  /** Leaves the building to others, if it is still ours. */
  Future<Void> abandon(CouponId coupon, long epoch) {
    GateKeys keys = keys(coupon);
    return redis.run(ABANDON, List.of(keys.builder(), keys.next()), texts(epoch)).mapEmpty();
  }

  /** How each of these users stands, in their order. At least one, and not more than a batch. */
  Future<List<Stand>> stands(CouponId coupon, Collection<UserId> users) {
    GateKeys keys = keys(coupon);
    List<String> arguments = new ArrayList<>(users.size());
    addAll(arguments, users);
    return redis
        .run(STAND, List.of(keys.members(), keys.pending()), arguments)
        .map(answer -> answer.stream().map(stand -> Stand.ALL[stand.toInteger()]).toList());
  }

  /**
   * Some of the members. Who is a member from the first part to the last is in one of them at
   * least.
   *
   * @param cursor {@code 0} for the first part
   * @param about how many are wanted, roughly
   */
  Future<Part> members(CouponId coupon, String cursor, int about) {
    return redis
        .send(
            Request.cmd(Command.SSCAN)
                .arg(keys(coupon).members())
                .arg(cursor)
                .arg("COUNT")
                .arg(about))
        .map(answer -> new Part(answer.get(0).toString(), users(answer.get(1))));
  }

  private GateKeys keys(CouponId coupon) {
    return GateKeys.of(store, coupon);
  }

  private static List<UserId> users(Response answer) {
    return answer.stream().map(user -> new UserId(user.toLong())).toList();
  }

  private static void addAll(List<String> arguments, Collection<UserId> users) {
    users.forEach(user -> arguments.add(Long.toString(user.value())));
  }

  private static List<String> texts(long... numbers) {
    List<String> texts = new ArrayList<>(numbers.length);
    for (long number : numbers) {
      texts.add(Long.toString(number));
    }
    return texts;
  }
}
