package io.floodgate.ranking;

import io.floodgate.base.ProductId;
import io.floodgate.redis.RedisCommands;
import io.floodgate.redis.RedisStore;
import io.floodgate.redis.Script;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A ranking in Redis that is being built, beside the one that stands: claimed, filled, put in
 * place. Lives on one event loop. Every future fails with UNAVAILABLE while Redis is away.
 *
 * @param token of this building; the epoch of the ranking that comes of it
 * @param lasts how long the claim does without being renewed
 * @param stays how long what was added does when nothing comes of it
 */
record NextRanking(
    RankingKeys keys, RedisCommands redis, String token, Duration lasts, Duration stays) {

  private static final Script CLAIM = RankingStore.script("claim");
  private static final Script RENEW = RankingStore.script("renew");
  private static final Script ADD = RankingStore.script("add");
  private static final Script PUBLISH = RankingStore.script("publish");

  static NextRanking of(RedisStore store, String token, Duration lasts, Duration stays) {
    return new NextRanking(new RankingKeys(store), store.commands(), token, lasts, stays);
  }

  /**
   * A sorted set that will be in place.
   *
   * @param key its name then
   * @param number of the key that it is added to until then
   * @param expireAt seconds since 1970; 0 for never
   */
  record Target(String key, int number, long members, long expireAt) {}

  /**
   * Begins.
   *
   * @param seen the epoch of the ranking that stood when it was found wrong; empty for none
   * @return false where another node builds, or has built since
   */
  Future<Boolean> claim(Optional<String> seen) {
    return isDone(
        CLAIM,
        List.of(keys.meta(), keys.builder()),
        List.of(token, seen.orElse(""), millis(lasts)));
  }

  /** False where the claim is lost. */
  Future<Boolean> renew() {
    return isDone(RENEW, List.of(keys.builder()), List.of(token, millis(lasts)));
  }

  /** Leaves the building to others, if it is still ours. */
  Future<Void> abandon() {
    return isDone(RENEW, List.of(keys.builder()), List.of(token, "0")).mapEmpty();
  }

  /** Adds at least one product, and not more than some hundreds; false where the claim is lost. */
  Future<Boolean> add(int number, List<Map.Entry<ProductId, Long>> units) {
    List<String> arguments = new ArrayList<>(2 + 2 * units.size());
    arguments.add(token);
    arguments.add(millis(stays));
    for (Map.Entry<ProductId, Long> one : units) {
      arguments.add(Long.toString(one.getValue()));
      arguments.add(RankingStore.member(one.getKey()));
    }
    return isDone(ADD, List.of(keys.builder(), keys.next(token, number)), arguments);
  }

  /** Puts it in place; false where the claim is lost, or some of what was added. */
  Future<Boolean> publish(Snapshot snapshot, Bucket day, Bucket hour, List<Target> targets) {
    List<String> touched = new ArrayList<>(List.of(keys.meta(), keys.builder()));
    Window.SUMS.forEach(window -> touched.add(keys.leaving(window)));
    List<String> arguments = new ArrayList<>();
    arguments.add(token);
    arguments.add(snapshot.text());
    arguments.add(Long.toString(day.number()));
    arguments.add(Long.toString(hour.number()));
    arguments.add(Integer.toString(Window.SUMS.size()));
    for (Target target : targets) {
      touched.add(keys.next(token, target.number));
      touched.add(target.key);
      arguments.add(Long.toString(target.members));
      arguments.add(Long.toString(target.expireAt));
    }
    return isDone(PUBLISH, touched, arguments);
  }

  private Future<Boolean> isDone(Script script, List<String> touched, List<String> arguments) {
    return redis.run(script, touched, arguments).map(answer -> answer.toInteger() == 1);
  }

  private static String millis(Duration duration) {
    return Long.toString(duration.toMillis());
  }
}
