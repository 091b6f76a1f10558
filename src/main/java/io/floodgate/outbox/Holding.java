package io.floodgate.outbox;

import io.floodgate.config.Config;
import io.floodgate.db.Database;
import io.floodgate.db.Session;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * The shards that this node owns: it has their locks, on a session of its own, and while it has
 * them nobody else claims or sends their events. When the session ends the locks are free, and this
 * is of no more use.
 *
 * <p>PostgreSQL ends a session that it has not heard from for {@code outbox.lease}, so a node that
 * hangs loses its shards. It may have read a round before, and go on to send it: {@link #isSure} is
 * asked right before, and what still slips through has been sent by another, or will be, with the
 * same {@link Place}. Lives on the relay's event loop.
 */
final class Holding {

  private static final Duration LOOK_AT_ALL = Duration.ofSeconds(1);

  private final Supplier<Config.Outbox> config;
  private final Session session;
  private final Set<Integer> owned = new TreeSet<>();
  private final Set<Integer> settled = new HashSet<>();
  private final Floor floor = new Floor();
  private long lookedAtAllNanos = System.nanoTime();
  private Round unsent;
  private int relays = 1;
  private boolean counted;

  /**
   * Events to be sent at once.
   *
   * @param shards whose claims they are
   * @param events shard by shard in the order of their places
   * @param waited how long the oldest of them has waited
   */
  record Round(Set<Integer> shards, List<ToldEvent> events, Duration waited) {

    static Round of(Set<Integer> shards, List<ToldEvent> events, Instant now) {
      Duration waited =
          events.stream()
              .map(ToldEvent::time)
              .min(Comparator.naturalOrder())
              .map(oldest -> Duration.between(oldest, now))
              .orElse(Duration.ZERO);
      return new Round(shards, events, waited);
    }
  }

  private Holding(Supplier<Config.Outbox> config, Session session) {
    this.config = config;
    this.session = session;
  }

  /** Opens a session, which owns nothing yet but counts as a relay. */
  static Future<Holding> open(Supplier<Config.Outbox> config, Database database) {
    long leaseMillis = config.get().lease().toMillis();
    String lease = Long.toString(leaseMillis);
    Future<Session> opening =
        database.session(
            Map.of(
                "idle_session_timeout", lease,
                // A node that hangs while it is being answered is given up too.
                "tcp_user_timeout", lease));
    return opening
        .timeout(leaseMillis, TimeUnit.MILLISECONDS)
        .onFailure(late -> opening.onSuccess(Session::close))
        .map(session -> new Holding(config, session))
        .compose(
            holding ->
                LockTable.announce(holding.session)
                    .compose(announced -> holding.count())
                    .onFailure(error -> holding.close())
                    .map(holding));
  }

  /** The shards, from 0. */
  Set<Integer> owned() {
    return Set.copyOf(owned);
  }

  /** Whether the locks are certainly still ours. */
  boolean isSure() {
    return session.isOpen() && session.silence().compareTo(config.get().lease()) < 0;
  }

  /** Completes when the locks are lost, for whatever reason. */
  Future<Void> ended() {
    return session.ended();
  }

  Future<Void> close() {
    return session.close();
  }

  /** Tells PostgreSQL that this node lives, and learns how many others do. */
  Future<Void> count() {
    return LockTable.count(session)
        .onSuccess(
            relays -> {
              this.relays = Math.max(1, relays);
              counted = true;
            })
        .mapEmpty();
  }

  /**
   * Gives back what is more than a fair share, and takes what is missing to one and free; nothing
   * unless the relays were counted since the last time. Not while a round is being sent.
   */
  Future<Void> balance() {
    if (!counted) {
      return Future.succeededFuture();
    }
    counted = false;
    int share = Math.ceilDiv(OutboxTable.SHARDS, relays);
    List<Integer> surplus = owned.stream().skip(share).toList();
    return surplus.isEmpty() ? take(share - owned.size()) : giveBack(surplus);
  }

  /** What is to be sent now: the last round again until it is {@link #sent}, then the next one. */
  Future<Round> next() {
    if (unsent != null) {
      return Future.succeededFuture(unsent);
    }
    Set<Integer> shards = owned();
    if (shards.isEmpty()) {
      return Future.succeededFuture(new Round(shards, List.of(), Duration.ZERO));
    }
    int ofEach = Math.max(1, config.get().maxRound() / shards.size());
    boolean all = settled.equals(shards);
    // One right behind the other.
    Future<Floor.Mark> mark = RelayTable.mark(session);
    // What another node has claimed, and perhaps sent, is sent first: only then is more claimed.
    Future<OptionalLong> claimed = claim(ofEach, from());
    Future<List<ToldEvent>> events = RelayTable.claimed(session, shards);
    return Future.all(mark, claimed, events)
        .map(
            done -> {
              floor.claimed(
                  mark.result(), claimed.result(), all && isLessThan(ofEach, events.result()));
              unsent = Round.of(shards, events.result(), mark.result().now());
              return unsent;
            });
  }

  /** Now and then the floor is not relied on: what is republished is old. */
  private long from() {
    long now = System.nanoTime();
    if (now - lookedAtAllNanos < LOOK_AT_ALL.toNanos()) {
      return floor.batch();
    }
    lookedAtAllNanos = now;
    return 0;
  }

  /** Whether no shard had as much to claim as it may, so that nothing is left. */
  private static boolean isLessThan(int ofEach, List<ToldEvent> events) {
    int[] claimed = new int[OutboxTable.SHARDS];
    long[] first = new long[OutboxTable.SHARDS];
    for (ToldEvent event : events) {
      int shard = event.place().shard();
      if (claimed[shard]++ == 0) {
        first[shard] = event.place().sequence();
      }
      if (claimed[shard] >= ofEach
          || event.place().sequence() - first[shard] + 1 >= RelayTable.MAX_BATCHES) {
        return false;
      }
    }
    return true;
  }

  /** All events of the round are in Kafka. */
  void sent(Round round) {
    settled.addAll(round.shards);
    unsent = null;
  }

  /** Removes what was sent last, or the next owner would send it again. */
  Future<Void> leave() {
    return claim(0, 0).mapEmpty();
  }

  /**
   * @param events of each shard at most; 0 for none
   * @param from the smallest batch to look at
   */
  private Future<OptionalLong> claim(int events, long from) {
    List<Integer> shards = List.copyOf(settled);
    settled.clear();
    return shards.isEmpty()
        ? Future.succeededFuture(OptionalLong.empty())
        : RelayTable.claim(session, shards, events, from);
  }

  private Future<Void> take(int missing) {
    if (missing <= 0) {
      return Future.succeededFuture();
    }
    List<Integer> others =
        IntStream.range(0, OutboxTable.SHARDS)
            .boxed()
            .filter(shard -> !owned.contains(shard))
            .toList();
    return LockTable.take(session, others, missing)
        .onSuccess(
            taken -> {
              if (owned.addAll(taken)) {
                floor.reset();
              }
            })
        .mapEmpty();
  }

  private Future<Void> giveBack(List<Integer> surplus) {
    owned.removeAll(surplus);
    if (unsent != null) {
      unsent = without(surplus, unsent);
    }
    // The next owner sends again what is not removed; of a round that failed, it has to.
    List<Integer> finished = surplus.stream().filter(settled::remove).toList();
    Future<Void> removed =
        finished.isEmpty()
            ? Future.succeededFuture()
            : RelayTable.claim(session, finished, 0, 0).mapEmpty();
    return removed.compose(_ -> LockTable.giveBack(session, surplus));
  }

  private static Round without(Collection<Integer> shards, Round round) {
    Set<Integer> rest = new HashSet<>(round.shards);
    rest.removeAll(shards);
    return new Round(
        rest,
        round.events.stream().filter(event -> rest.contains(event.place().shard())).toList(),
        round.waited);
  }
}
