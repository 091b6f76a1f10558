package io.floodgate.ranking;

import io.floodgate.base.ProductId;
import io.floodgate.ranking.Bucket.Unit;
import io.floodgate.redis.RedisCommands;
import io.floodgate.redis.RedisStore;
import io.floodgate.redis.Script;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The ranking in Redis: counted, read, moved on with time. {@link RankingKeys} says which keys
 * there are, {@link NextRanking} builds it. Lives on one event loop. Every future fails with
 * UNAVAILABLE while Redis is away.
 */
final class RankingStore {

  private static final Script APPLY = script("apply");
  private static final Script LOOK = script("look");
  private static final Script ROLL = script("roll");

  /** Redis does nothing else while it subtracts so many: about a millisecond. */
  private static final int SUBTRACTED_AT_ONCE = 500;

  private static final String NO_EPOCH = "";

  private final RankingKeys keys;
  private final RedisCommands redis;
  private final BusinessDays days;

  RankingStore(RedisStore store, BusinessDays days) {
    this.keys = new RankingKeys(store);
    this.redis = store.commands();
    this.days = days;
  }

  static Script script(String name) {
    return Script.beside(RankingStore.class, "ranking-" + name + ".lua");
  }

  /** A product as a member: of two with equal units, Redis puts the larger text first. */
  static String member(ProductId product) {
    return "%016d".formatted(product.value());
  }

  /** The ranking that stands, and what is counted of one partition. */
  record Standing(String epoch, Snapshot snapshot, Applied applied) {

    Standing with(Applied after) {
      return new Standing(epoch, snapshot, after);
    }
  }

  /** What became of an attempt to count. */
  sealed interface Reply {
    record Counted() implements Reply {}

    /** It was decided on something else than this. */
    record Decide(Standing on) implements Reply {}

    record NoRanking() implements Reply {}

    record BeingBuilt() implements Reply {}
  }

  /** How far the windows have moved. */
  record Present(String epoch, Bucket day, Bucket hour) {

    Bucket of(Unit unit) {
      return switch (unit) {
        case DAY -> day;
        case HOUR -> hour;
      };
    }
  }

  record Units(ProductId productId, long units) {}

  /** All rankings at one moment, the best first. */
  record Seen(Present present, Map<Window, List<Units>> rankings) {}

  boolean isUp() {
    return redis.isUp();
  }

  /** Counts nothing, and answers what stands. */
  Future<Reply> standing(int partition) {
    return apply(partition, NO_EPOCH, "", "", Map.of());
  }

  /** Counts what was decided on what stood, if it still stands. */
  Future<Reply> apply(int partition, Standing on, Decision decision) {
    return apply(
        partition, on.epoch, on.applied.text(), decision.after().text(), decision.tally().units());
  }

  private Future<Reply> apply(
      int partition,
      String epoch,
      String before,
      String after,
      Map<Bucket, Map<ProductId, Long>> tally) {
    List<String> touched = new ArrayList<>(List.of(keys.meta(), keys.builder()));
    List<String> arguments =
        new ArrayList<>(List.of(epoch, RankingKeys.field(partition), before, after));
    arguments.add(Integer.toString(Window.SUMS.size()));
    for (Window window : Window.SUMS) {
      touched.add(keys.window(window));
      arguments.add(window.unit().field());
      arguments.add(Integer.toString(window.length()));
    }
    tally.forEach(
        (bucket, units) -> {
          touched.add(keys.bucket(bucket));
          arguments.add(bucket.unit().field());
          arguments.add(Long.toString(bucket.number()));
          arguments.add(Long.toString(days.expiryOf(bucket).getEpochSecond()));
          arguments.add(Integer.toString(units.size()));
          units.forEach(
              (product, number) -> {
                arguments.add(member(product));
                arguments.add(Long.toString(number));
              });
        });
    return redis.run(APPLY, touched, arguments).map(RankingStore::reply);
  }

  private static Reply reply(Response answer) {
    return switch (answer.get(0).toInteger()) {
      case 0 -> new Reply.Counted();
      case 1 ->
          new Reply.Decide(
              new Standing(
                  answer.get(1).toString(),
                  Snapshot.parse(answer.get(2).toString()),
                  Applied.parse(answer.get(3).toString())));
      case 2 -> new Reply.NoRanking();
      case 3 -> new Reply.BeingBuilt();
      default -> throw new IllegalStateException("ranking-apply answers " + answer);
    };
  }

  /**
   * Reads the rankings; empty where there is none.
   *
   * @param today the present day: its own ranking is its bucket
   * @param count places of each
   */
  Future<Optional<Seen>> look(Bucket today, int count) {
    List<String> wanted = new ArrayList<>(List.of(keys.meta()));
    for (Window window : Window.values()) {
      wanted.add(Window.SUMS.contains(window) ? keys.window(window) : keys.bucket(today));
    }
    return redis
        .run(LOOK, wanted, List.of(Integer.toString(count)))
        .map(answer -> Optional.ofNullable(answer).map(RankingStore::seen));
  }

  private static Seen seen(Response answer) {
    Map<Window, List<Units>> rankings = new EnumMap<>(Window.class);
    for (Window window : Window.values()) {
      rankings.put(window, units(answer.get(3 + window.ordinal())));
    }
    return new Seen(present(answer), rankings);
  }

  /** Members and their units in turn, as scripts and scans answer them. */
  static List<Units> units(Response flat) {
    List<Units> units = new ArrayList<>(flat.size() / 2);
    for (int i = 0; i < flat.size(); i += 2) {
      units.add(new Units(new ProductId(flat.get(i).toLong()), flat.get(i + 1).toLong()));
    }
    return units;
  }

  /** Empty where there is no ranking. */
  Future<Optional<Present>> present() {
    return redis
        .send(Request.cmd(Command.HMGET).arg(keys.meta()).arg("epoch").arg("day").arg("hour"))
        .map(answer -> answer.get(0) == null ? Optional.empty() : Optional.of(present(answer)));
  }

  private static Present present(Response answer) {
    return new Present(
        answer.get(0).toString(),
        Bucket.day(answer.get(1).toLong()),
        Bucket.hour(answer.get(2).toLong()));
  }

  /**
   * One step on the way of the windows of a unit to the bucket that is the present one.
   *
   * @param seen how far they have moved
   * @return whether there is more to do
   */
  Future<Boolean> roll(Present seen, Bucket wanted) {
    Bucket from = seen.of(wanted.unit());
    List<String> touched = new ArrayList<>(List.of(keys.meta()));
    for (Window window : Window.SUMS) {
      if (window.unit() == wanted.unit()) {
        touched.add(keys.window(window));
        touched.add(keys.leaving(window));
        touched.add(keys.bucket(window.firstAt(from)));
      }
    }
    return redis
        .run(
            ROLL,
            touched,
            List.of(
                seen.epoch,
                wanted.unit().field(),
                Long.toString(from.number()),
                Long.toString(wanted.number()),
                Integer.toString(SUBTRACTED_AT_ONCE)))
        .map(answer -> answer.toInteger() == 1);
  }

  /** Whether something has yet to be subtracted from a window. */
  Future<Boolean> isRolling() {
    Request exists = Request.cmd(Command.EXISTS);
    Window.SUMS.forEach(window -> exists.arg(keys.leaving(window)));
    return redis.send(exists).map(found -> found.toInteger() > 0);
  }

  /**
   * A part of a sorted set.
   *
   * @param cursor where the next part begins; {@code 0} when this is the last
   */
  record Part(String cursor, List<Units> units) {}

  /**
   * Some of a bucket or a window. What does not change meanwhile is in one part at least.
   *
   * @param key of {@link RankingKeys}
   * @param cursor {@code 0} for the first part
   */
  Future<Part> part(String key, String cursor) {
    return redis
        .send(Request.cmd(Command.ZSCAN).arg(key).arg(cursor).arg("COUNT").arg(SUBTRACTED_AT_ONCE))
        .map(answer -> new Part(answer.get(0).toString(), units(answer.get(1))));
  }

  /** Whether this node is the one that compares on a day. */
  Future<Boolean> claimComparison(Bucket day, Duration lasts) {
    return redis
        .send(
            Request.cmd(Command.SET)
                .arg(keys.compared(day))
                .arg("1")
                .arg("NX")
                .arg("PX")
                .arg(lasts.toMillis()))
        .map(answer -> answer != null);
  }
}
