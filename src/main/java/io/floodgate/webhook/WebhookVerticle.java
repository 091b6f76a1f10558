package io.floodgate.webhook;

import io.floodgate.config.Config;
import io.floodgate.kafka.Consumption;
import io.floodgate.kafka.KafkaStore;
import io.floodgate.kafka.Processor;
import io.floodgate.kafka.Received;
import io.floodgate.kafka.Subscription;
import io.floodgate.outbox.Aggregate;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Posts all events to {@code webhook.url}, which is set. One a node; the nodes share the
 * partitions. What a poll gave of one partition is one post: the next follows when it is accepted
 * or given up, so the events of a partition arrive in their order, and an event perhaps more than
 * once.
 */
public final class WebhookVerticle extends VerticleBase implements Processor {

  /** A post costs more than the events in it. */
  private static final Duration GATHER = Duration.ofMillis(100);

  private static final String GROUP = "webhook";

  private final Config.Webhook config;
  private final KafkaStore kafka;
  private final PostCounts counts;
  private final Signature signature;
  private final Map<Partition, Delivery> deliveries = new HashMap<>();
  private Turnstile turnstile;
  private Endpoint endpoint;
  private Consumption events;

  private record Partition(String topic, int number) {}

  /**
   * @param counts hears what becomes of each post
   */
  public WebhookVerticle(Config.Webhook config, KafkaStore kafka, PostCounts counts) {
    this.config = config;
    this.kafka = kafka;
    this.counts = counts;
    this.signature = new Signature(config.secret());
  }

  @Override
  public Future<?> start() {
    Breaker breaker = new Breaker(config.breakerFailures(), config.breakerPause());
    turnstile = new Turnstile(vertx, config.maxUnderWay(), breaker);
    endpoint = new Endpoint(vertx, config);
    List<String> topics = Stream.of(Aggregate.values()).map(Aggregate::topic).distinct().toList();
    // It tries again by itself, a whole post at a time: no message of it is tried alone.
    events =
        kafka.consume(
            new Subscription(
                topics, GROUP, config.maxBatch(), 1, config.backoff(), config.maxBackoff(), GATHER),
            this);
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    return events.close().eventually(endpoint::close);
  }

  /** Messages of one poll come in one go, and are begun together when the last one is there. */
  @Override
  public Future<Void> process(Received received) {
    CloudEvent event = CloudEvent.of(received.message());
    Partition partition = new Partition(received.message().topic(), received.partition());
    Delivery delivery = deliveries.get(partition);
    if (delivery == null || delivery.isBegun()) {
      delivery = gather(partition);
    }
    delivery.add(event);
    return delivery.end();
  }

  @Override
  public void leave(String topic, int partition) {
    Delivery delivery = deliveries.remove(new Partition(topic, partition));
    if (delivery != null) {
      delivery.leave();
    }
  }

  private Delivery gather(Partition partition) {
    Delivery delivery = new Delivery(vertx, config, turnstile, endpoint, signature, counts);
    deliveries.put(partition, delivery);
    delivery.end().onComplete(_ -> deliveries.remove(partition, delivery));
    context.runOnContext(_ -> delivery.begin());
    return delivery;
  }
}
