package io.floodgate.ranking;

import io.floodgate.bus.Bus;
import io.floodgate.bus.Call;
import io.floodgate.config.Config;
import io.floodgate.db.Database;
import io.floodgate.db.DatabaseClock;
import io.floodgate.db.Reads;
import io.floodgate.db.Transactions;
import io.floodgate.kafka.KafkaStore;
import io.floodgate.ranking.RankingAsk.Comparison;
import io.floodgate.ranking.RankingStore.Present;
import io.floodgate.redis.RedisStore;
import io.floodgate.schedule.Repeating;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the ranking: reads it for this node, moves its windows on, builds it where it is missing or
 * wrong, compares it with the database. Every node does; what only one may do, Redis lets only one
 * do.
 */
public final class RankingKeeperVerticle extends VerticleBase {

  private static final Logger LOG = LoggerFactory.getLogger(RankingKeeperVerticle.class);

  private static final Duration COMPARED_FOR = Duration.ofDays(2);
  private static final int SAMPLES = 5;

  private final Config.Ranking config;
  private final Database database;
  private final RedisStore redis;
  private final KafkaStore kafka;
  private final Bus bus;
  private final Board board;
  private final Function<Reads, Supplier<Future<Instant>>> clock;
  private final BusinessDays days;
  private RankingStore store;
  private BoardKeeper boards;
  private RankingRoller roller;
  private RankingBuilder builder;
  private RankingAudit audit;
  private Supplier<Future<Instant>> now;
  private Repeating refreshing;
  private Repeating keeping;
  private Future<Comparison> comparing = Future.succeededFuture();
  private Optional<KeeperAsk.Rebuild> wanted = Optional.empty();
  private Optional<Bucket> comparedOn = Optional.empty();
  private long notBuiltBeforeNanos = System.nanoTime();

  public RankingKeeperVerticle(
      Config.Ranking config,
      Database database,
      RedisStore redis,
      KafkaStore kafka,
      Bus bus,
      Board board) {
    this(config, database, redis, kafka, bus, board, reads -> new DatabaseClock(reads)::now);
  }

  /**
   * @param clock what tells the time, made of the verticle's reads
   */
  RankingKeeperVerticle(
      Config.Ranking config,
      Database database,
      RedisStore redis,
      KafkaStore kafka,
      Bus bus,
      Board board,
      Function<Reads, Supplier<Future<Instant>>> clock) {
    this.config = config;
    this.database = database;
    this.redis = redis;
    this.kafka = kafka;
    this.bus = bus;
    this.board = board;
    this.clock = clock;
    this.days = new BusinessDays(ZoneId.of(config.zone()));
  }

  @Override
  public Future<?> start() {
    now = clock.apply(database.reads());
    store = new RankingStore(redis, days);
    // Each has its connection: neither waits while the other takes its time.
    Transactions building = database.longTransactions(config.queryTimeout());
    Transactions asking = database.longTransactions(config.queryTimeout());
    boards =
        new BoardKeeper(
            config, kafka.isConfigured(), store, asking, days, now, new BoardWriter(board, bus));
    roller = new RankingRoller(store, days);
    builder = new RankingBuilder(vertx, config, redis, building, days, now);
    audit = new RankingAudit(vertx, store, new RankingKeys(redis), kafka, asking, days);
    bus.open(KeeperAsk.class, this::answer);
    redis.tried().onComplete(_ -> begin());
    return Future.succeededFuture();
  }

  /** The first time at once: whoever starts the server waits for it a little. */
  private void begin() {
    boards.refresh().onFailure(error -> LOG.debug("the first reading failed", error));
    keep().onFailure(error -> LOG.debug("the first look failed", error));
    refreshing =
        Repeating.start(vertx, "reading of the ranking", config.refreshInterval(), boards::refresh);
    keeping =
        Repeating.start(vertx, "keeping of the ranking", config.refreshInterval(), this::keep);
  }

  @Override
  public Future<?> stop() {
    return refreshing == null
        ? Future.succeededFuture()
        : Future.join(refreshing.stop(), keeping.stop());
  }

  private Future<?> answer(KeeperAsk<?> ask, Call call) {
    return switch (ask) {
      case KeeperAsk.Rebuild rebuild -> {
        wanted = Optional.of(rebuild);
        yield Future.succeededFuture();
      }
      case KeeperAsk.Compare compare -> compare();
    };
  }

  private Future<Void> keep() {
    if (!kafka.isConfigured() || !store.isUp()) {
      return Future.succeededFuture(); // there is nothing to keep
    }
    return store
        .present()
        .compose(
            found ->
                found.isEmpty()
                    ? build(Optional.empty(), "there is none")
                    : now.get().compose(time -> keep(found.get(), time)));
  }

  private Future<Void> keep(Present present, Instant time) {
    Optional<String> problem =
        wanted
            .filter(rebuild -> rebuild.epoch().equals(present.epoch()))
            .map(rebuild -> "it " + rebuild.problem())
            .or(
                () ->
                    roller.isTooLate(present, time)
                        ? Optional.of("nobody has moved its windows for days")
                        : Optional.empty());
    if (problem.isPresent()) {
      return build(Optional.of(present.epoch()), problem.get());
    }
    compareOnceADay(present, time);
    return roller.roll(time);
  }

  /** What failed after a long time is not begun again at once: the database has other work. */
  private Future<Void> build(Optional<String> seen, String problem) {
    long begun = System.nanoTime();
    if (begun - notBuiltBeforeNanos < 0) {
      return Future.succeededFuture();
    }
    return builder
        .build(seen, problem)
        .onSuccess(
            built -> {
              if (built) {
                board.built();
              }
            })
        .onFailure(
            _ -> {
              long ended = System.nanoTime();
              notBuiltBeforeNanos = ended + (ended - begun);
            })
        .mapEmpty();
  }

  /** One comparison at a time: who asks meanwhile shares its answer. */
  private Future<Comparison> compare() {
    if (!kafka.isConfigured()) {
      return Future.succeededFuture(new Comparison(true, List.of())); // nothing is counted
    }
    if (comparing.isComplete()) {
      comparing = audit.compare();
    }
    return comparing;
  }

  private void compareOnceADay(Present present, Instant time) {
    Bucket today = days.dayOf(time);
    if (days.hourOfDay(time) != config.compareHour() || comparedOn.equals(Optional.of(today))) {
      return;
    }
    comparedOn = Optional.of(today);
    store
        .claimComparison(today, COMPARED_FOR)
        .compose(ours -> ours ? audit.compareClosedDays() : Future.<Comparison>succeededFuture())
        .onSuccess(found -> Optional.ofNullable(found).ifPresent(it -> judge(present, it)))
        .onFailure(error -> LOG.warn("the ranking was not compared with the payments", error));
  }

  private void judge(Present present, Comparison found) {
    List<String> differences = found.differences();
    if (differences.isEmpty()) {
      LOG.info("the ranking of the days before {} is what was paid", present.day().text());
    } else {
      differences.stream().limit(SAMPLES).forEach(one -> LOG.warn("the ranking is wrong: {}", one));
      wanted =
          Optional.of(
              new KeeperAsk.Rebuild(
                  present.epoch(),
                  "differs from the payments in " + differences.size() + " numbers"));
    }
  }
}
