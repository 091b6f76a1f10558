package io.floodgate.ops;

import io.floodgate.base.Deadline;
import io.floodgate.bus.Ask;
import io.floodgate.bus.Bus;
import io.floodgate.bus.Call;
import io.floodgate.config.Config;
import io.floodgate.db.Database;
import io.floodgate.db.Reads;
import io.floodgate.kafka.KafkaStore;
import io.floodgate.outbox.OutboxAsk;
import io.floodgate.outbox.RelayStatus;
import io.floodgate.ranking.RankingAsk;
import io.floodgate.ranking.TopProducts;
import io.floodgate.ranking.Window;
import io.floodgate.redis.RedisStore;
import io.floodgate.schedule.Repeating;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Looks again and again whether what this node depends on is there. One a node; each look is
 * bounded by {@code ops.probeTimeout}.
 */
public final class HealthVerticle extends VerticleBase {

  /** Events that have waited for so long are not on their way. */
  private static final Duration LATE = Duration.ofMinutes(1);

  /** To count what waits costs PostgreSQL the more, the more there is. */
  private static final Duration COUNT_EVERY = Duration.ofSeconds(5);

  private static final String EVENTS = "events";

  private final Config.Ops config;
  private final Database database;
  private final RedisStore redis;
  private final KafkaStore kafka;
  private final Bus bus;
  private final Health health;
  private Reads reads;
  private Repeating looking;
  private Future<RowSet<Row>> asked = Future.failedFuture("not asked yet");
  private Finding events = Finding.up(EVENTS);
  private long countedNanos;

  public HealthVerticle(
      Config.Ops config,
      Database database,
      RedisStore redis,
      KafkaStore kafka,
      Bus bus,
      Health health) {
    this.config = config;
    this.database = database;
    this.redis = redis;
    this.kafka = kafka;
    this.bus = bus;
    this.health = health;
  }

  /** Completes with the first look, so that a node which serves knows how it is. */
  @Override
  public Future<?> start() {
    reads = database.reads();
    countedNanos = System.nanoTime() - COUNT_EVERY.toNanos();
    looking = Repeating.start(vertx, "the look at the stores", config.probeInterval(), this::look);
    return look();
  }

  @Override
  public Future<?> stop() {
    return looking.stop();
  }

  private Future<?> look() {
    Future<Finding> postgres = postgres();
    Future<Finding> ranking = ranking();
    return Future.all(postgres, ranking, countEvents())
        .onSuccess(
            _ ->
                health.found(
                    kafka.isConfigured()
                        ? List.of(postgres.result(), redis(), kafka(), events, ranking.result())
                        : List.of(postgres.result(), redis())));
  }

  /** What hangs is not asked again until it has answered. */
  private Future<Finding> postgres() {
    if (asked.isComplete()) {
      asked = reads.run("SELECT pg_is_in_recovery()");
    }
    return asked
        .timeout(config.probeTimeout().toMillis(), TimeUnit.MILLISECONDS)
        .map(
            rows ->
                rows.iterator().next().getBoolean(0)
                    ? Finding.down(Finding.POSTGRES, "is a standby that takes no writes")
                    : Finding.up(Finding.POSTGRES))
        .otherwise(Finding.down(Finding.POSTGRES, "does not answer"));
  }

  private Finding redis() {
    return redis.isUp()
        ? Finding.up("redis")
        : Finding.down("redis", "does not answer: coupons are slower, caches are left out");
  }

  private Finding kafka() {
    return kafka.upFor().isPresent()
        ? Finding.up("kafka")
        : Finding.down("kafka", "does not answer or lacks a topic: events and the queue wait");
  }

  private Future<Finding> ranking() {
    return ask(
            new RankingAsk.GetTop(Window.TODAY),
            top ->
                top.source() == TopProducts.Source.LIVE
                    ? Finding.up("ranking")
                    : Finding.down("ranking", "is worked out from the payments now and then"))
        .otherwise(Finding.down("ranking", "is not known yet"));
  }

  private Future<?> countEvents() {
    if (System.nanoTime() - countedNanos < COUNT_EVERY.toNanos()) {
      return Future.succeededFuture();
    }
    countedNanos = System.nanoTime();
    return ask(new OutboxAsk.GetRelay(), HealthVerticle::events)
        .otherwise(Finding.down(EVENTS, "nobody knows how many wait"))
        .onSuccess(found -> events = found);
  }

  private static Finding events(RelayStatus relay) {
    return new Finding(
        EVENTS,
        !relay.relays() || relay.oldest().compareTo(LATE) <= 0,
        Optional.of(relay)
            .filter(status -> status.backlog() > 0)
            .map(
                status ->
                    "%d wait, the oldest for %d s"
                        .formatted(status.backlog(), status.oldest().toSeconds())));
  }

  private <A> Future<Finding> ask(Ask<A> message, Function<A, Finding> found) {
    return bus.ask(message, new Call(Deadline.after(config.probeTimeout()), "")).map(found);
  }
}
