package io.floodgate.ranking;

import io.floodgate.base.CommonFailure;
import io.floodgate.base.Failure;
import io.floodgate.config.Config;
import io.floodgate.db.Transactions;
import io.floodgate.order.SalesTable;
import io.floodgate.ranking.RankingStore.Seen;
import io.floodgate.ranking.RankingStore.Units;
import io.floodgate.ranking.TopProducts.Source;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this node's board new: with the ranking in Redis, and with the database's own answer, now
 * and then, while there is none. Lives on one event loop.
 */
final class BoardKeeper {

  private static final Logger LOG = LoggerFactory.getLogger(BoardKeeper.class);

  private final Config.Ranking config;
  private final boolean counts;
  private final RankingStore store;
  private final Transactions transactions;
  private final BusinessDays days;
  private final Supplier<Future<Instant>> now;
  private final BoardWriter writer;
  private Optional<Long> askedAtNanos = Optional.empty();
  private Future<Void> asking = Future.succeededFuture();
  private boolean live;
  private boolean failing;

  /**
   * @param counts whether events are counted in Redis at all
   * @param transactions whose statements may take {@code ranking.queryTimeout}
   * @param now the database's time
   */
  BoardKeeper(
      Config.Ranking config,
      boolean counts,
      RankingStore store,
      Transactions transactions,
      BusinessDays days,
      Supplier<Future<Instant>> now,
      BoardWriter writer) {
    this.config = config;
    this.counts = counts;
    this.store = store;
    this.transactions = transactions;
    this.days = days;
    this.now = now;
    this.writer = writer;
  }

  /** Reads what is served from here on. */
  Future<Void> refresh() {
    return now.get()
        .compose(time -> look(time).compose(seen -> show(seen, time)))
        .onFailure(_ -> live = false)
        .onComplete(
            _ -> {
              if (!live) {
                askDatabase();
              }
            })
        .recover(BoardKeeper::unlessAway);
  }

  /** Redis is away: that is said elsewhere. */
  private static Future<Void> unlessAway(Throwable error) {
    return Failure.from(error).code() == CommonFailure.UNAVAILABLE
        ? Future.succeededFuture()
        : Future.failedFuture(error);
  }

  private Future<Optional<Seen>> look(Instant time) {
    return counts
        ? store.look(days.dayOf(time), writer.reach())
        : Future.succeededFuture(Optional.empty());
  }

  private Future<Void> show(Optional<Seen> seen, Instant time) {
    live = seen.isPresent();
    return live ? writer.show(seen.get().rankings(), time, Source.LIVE) : Future.succeededFuture();
  }

  /** One query at a time, and not too often; nobody waits for it. */
  private void askDatabase() {
    long nanos = System.nanoTime();
    boolean isSoon =
        askedAtNanos
            .filter(asked -> nanos - asked < config.databaseInterval().toNanos())
            .isPresent();
    if (isSoon || !asking.isComplete()) {
      return;
    }
    askedAtNanos = Optional.of(nanos);
    asking =
        now.get()
            .compose(time -> best(time).compose(found -> showBest(found, time)))
            .onSuccess(_ -> failing = false)
            .onFailure(this::note);
  }

  private Future<Map<Window, List<Units>>> best(Instant time) {
    List<Instant> since =
        Stream.of(Window.values())
            .map(window -> days.startOf(window.firstAt(days.of(window.unit(), time))))
            .toList();
    return transactions
        .run(tx -> SalesTable.best(tx, since, writer.reach()))
        .map(
            lists -> {
              Map<Window, List<Units>> found = new EnumMap<>(Window.class);
              for (Window window : Window.values()) {
                found.put(
                    window,
                    lists.get(window.ordinal()).stream()
                        .map(one -> new Units(one.productId(), one.units()))
                        .toList());
              }
              return found;
            });
  }

  /** What was counted meanwhile is newer. */
  private Future<Void> showBest(Map<Window, List<Units>> found, Instant time) {
    return live ? Future.succeededFuture() : writer.show(found, time, Source.DATABASE);
  }

  private void note(Throwable error) {
    if (!failing) {
      LOG.warn("the database does not tell what sells best either: the last ranking stays", error);
    }
    failing = true;
  }
}
