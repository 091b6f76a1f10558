package io.floodgate.ranking;

import io.floodgate.base.Deadline;
import io.floodgate.bus.Bus;
import io.floodgate.bus.Call;
import io.floodgate.config.Config;
import io.floodgate.kafka.Consumption;
import io.floodgate.kafka.KafkaStore;
import io.floodgate.kafka.Received;
import io.floodgate.kafka.Subscription;
import io.floodgate.kafka.Unreadable;
import io.floodgate.outbox.Aggregate;
import io.floodgate.outbox.ToldEvent;
import io.floodgate.redis.RedisStore;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what the events of orders say was sold: those of this node's partitions, each once. */
public final class RankingConsumerVerticle extends VerticleBase {

  static final String TOPIC = Aggregate.ORDER.topic();
  static final String GROUP = "ranking";

  private static final Logger LOG = LoggerFactory.getLogger(RankingConsumerVerticle.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Config.Ranking config;
  private final KafkaStore kafka;
  private final RedisStore redis;
  private final Bus bus;
  private final Map<Integer, PartitionCounter> counters = new HashMap<>();
  private final BusinessDays days;
  private RankingStore store;
  private Consumption events;
  private boolean stopping;

  public RankingConsumerVerticle(
      Config.Ranking config, KafkaStore kafka, RedisStore redis, Bus bus) {
    this.config = config;
    this.kafka = kafka;
    this.redis = redis;
    this.bus = bus;
    this.days = new BusinessDays(ZoneId.of(config.zone()));
  }

  @Override
  public Future<?> start() {
    store = new RankingStore(redis, days);
    // None becomes a dead letter for having been tried often: what cannot be counted now waits.
    events =
        kafka.consume(
            new Subscription(
                    TOPIC,
                    GROUP,
                    config.maxPoll(),
                    Integer.MAX_VALUE,
                    Duration.ofMillis(100),
                    Duration.ofSeconds(1))
                .gathering(config.gather()),
            this::process);
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    stopping = true;
    counters.values().forEach(PartitionCounter::close);
    return events.close();
  }

  private Future<Void> process(Received received) {
    PartitionCounter counter = counters.computeIfAbsent(received.partition(), this::counter);
    try {
      return counter.count(received.offset(), Sold.of(ToldEvent.of(received.message())));
    } catch (Unreadable e) {
      return counter.pass(received.offset(), e);
    }
  }

  private PartitionCounter counter(int partition) {
    PartitionCounter counter =
        new PartitionCounter(vertx, partition, store, days, this::wantRebuilt);
    if (stopping) {
      counter.close();
    }
    return counter;
  }

  private void wantRebuilt(String epoch, String problem) {
    bus.ask(new KeeperAsk.Rebuild(epoch, problem), new Call(Deadline.after(PATIENCE), ""))
        .onFailure(error -> LOG.debug("nobody could be asked to build it anew", error));
  }
}
