package io.floodgate.ranking;

import io.floodgate.base.CommonFailure;
import io.floodgate.base.Failure;
import io.floodgate.kafka.Unreadable;
import io.floodgate.ranking.Decision.Arrived;
import io.floodgate.ranking.RankingStore.Reply;
import io.floodgate.ranking.RankingStore.Standing;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the messages of one partition, one batch after the other: all that have come are decided
 * on together and counted by one script. While that cannot be, they wait; none is given up, since
 * what the ranking passes over it never gets back. Lives on one event loop.
 */
final class PartitionCounter {

  private static final Logger LOG = LoggerFactory.getLogger(PartitionCounter.class);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);

  /**
   * Redis does nothing else while it counts so many, in two or three sorted sets each: 2 ms, on a
   * machine that is full 5. Ten times as many, of the 100,000 products that a large shop sells,
   * held it for 40 to 90 ms a partition, and what waited behind some of them took it for dead.
   */
  private static final int NUMBERS_AT_ONCE = 200;

  private final Vertx vertx;
  private final int partition;
  private final RankingStore store;
  private final BusinessDays days;
  private final BiConsumer<String, String> rebuild;
  private final List<Waiting> waiting = new ArrayList<>();
  private Optional<Standing> known = Optional.empty();

  /** What is known was read just now, and not worked out from what this node counted. */
  private boolean fresh;

  private boolean doubtful = true;
  private boolean busy;
  private boolean failing;
  private boolean closed;
  private Duration pause = FIRST_PAUSE;

  /**
   * @param rebuild called with the epoch of a ranking that misses something, and with what it is
   */
  PartitionCounter(
      Vertx vertx,
      int partition,
      RankingStore store,
      BusinessDays days,
      BiConsumer<String, String> rebuild) {
    this.vertx = vertx;
    this.partition = partition;
    this.store = store;
    this.days = days;
    this.rebuild = rebuild;
  }

  private record Waiting(Arrived message, Optional<Unreadable> unreadable, Promise<Void> done) {}

  /** Completes when it is counted, or need not be; fails with what made it unreadable. */
  Future<Void> count(long offset, Sold sold) {
    return await(new Arrived(offset, Optional.of(sold)), Optional.empty());
  }

  /** It has an offset all the same: those behind it are not taken for the first ones. */
  Future<Void> pass(long offset, Unreadable unreadable) {
    return await(new Arrived(offset, Optional.empty()), Optional.of(unreadable));
  }

  private Future<Void> await(Arrived message, Optional<Unreadable> unreadable) {
    if (closed) {
      return Future.failedFuture(Failure.of(CommonFailure.UNAVAILABLE));
    }
    Promise<Void> done = Promise.promise();
    waiting.add(new Waiting(message, unreadable, done));
    if (!busy) {
      busy = true;
      // Messages of a partition are begun in one go: this comes behind all of them.
      vertx.runOnContext(_ -> step());
    }
    return done.future();
  }

  /** What waits is left to whoever gets the partition; what is under way is finished. */
  void close() {
    closed = true;
    if (!busy) {
      giveUp();
    }
  }

  private void giveUp() {
    List<Waiting> left = List.copyOf(waiting);
    waiting.clear();
    left.forEach(one -> one.done.fail(Failure.of(CommonFailure.UNAVAILABLE)));
  }

  private void step() {
    if (closed) {
      giveUp();
    }
    if (waiting.isEmpty()) {
      busy = false;
    } else if (doubtful) {
      store.standing(partition).onComplete(this::learn, this::hold);
    } else {
      decide(known.orElseThrow());
    }
  }

  private void decide(Standing on) {
    Decision decision =
        Decision.of(
            waiting.stream().map(Waiting::message).toList(),
            on.applied(),
            on.snapshot(),
            days,
            NUMBERS_AT_ONCE);
    if (decision.taken() == 0 && fresh) {
      misses(on, "messages in front of offset " + waiting.getFirst().message.offset());
    } else if (decision.taken() == 0) {
      doubtful = true; // another node may have counted them, while it had the partition
      step();
    } else if (decision.after().isPast(on.applied())) {
      store
          .apply(partition, on, decision)
          .onComplete(reply -> carriedOut(reply, on, decision), this::hold);
    } else {
      fresh = false;
      finish(decision.taken()); // all of them came before
      vertx.runOnContext(_ -> step());
    }
  }

  private void carriedOut(Reply reply, Standing on, Decision decision) {
    if (reply instanceof Reply.Counted) {
      known = Optional.of(on.with(decision.after()));
      fresh = false;
      pause = FIRST_PAUSE;
      failing = false;
      finish(decision.taken());
      step();
    } else {
      learn(reply);
    }
  }

  private void learn(Reply reply) {
    switch (reply) {
      case Reply.Counted _ -> hold(new IllegalStateException("counted what was not decided"));
      case Reply.Decide(Standing on) when forgets(on) -> misses(on, "what had been counted");
      case Reply.Decide(Standing on) -> {
        known = Optional.of(on);
        fresh = true;
        doubtful = false;
        step();
      }
      case Reply.NoRanking _, Reply.BeingBuilt _ -> later();
    }
  }

  /** Redis had answered that it has more: it lost its last writes. */
  private boolean forgets(Standing now) {
    return known
        .filter(before -> before.epoch().equals(now.epoch()))
        .filter(before -> before.applied().isPast(now.applied()))
        .isPresent();
  }

  private void misses(Standing ranking, String what) {
    rebuild.accept(ranking.epoch(), "misses %s of partition %d".formatted(what, partition));
    later();
  }

  private void hold(Throwable error) {
    if (!failing && Failure.from(error).code() != CommonFailure.UNAVAILABLE) {
      LOG.warn("events of partition {} cannot be counted and wait", partition, error);
    }
    failing = true;
    later();
  }

  private void later() {
    doubtful = true;
    vertx.setTimer(pause.toMillis(), _ -> step());
    Duration doubled = pause.multipliedBy(2);
    pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
  }

  private void finish(int taken) {
    List<Waiting> finished = List.copyOf(waiting.subList(0, taken));
    waiting.subList(0, taken).clear();
    for (Waiting one : finished) {
      if (one.unreadable.isPresent()) {
        one.done.fail(one.unreadable.get());
      } else {
        one.done.complete();
      }
    }
  }
}
