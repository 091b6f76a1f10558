package io.floodgate.kafka;

import io.floodgate.base.CommonFailure;
import io.floodgate.base.Failure;
import io.floodgate.config.Config;
import io.floodgate.trace.Traces;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/**
 * The way to Kafka. One object a node; nothing waits for Kafka to be there: what is sent while it
 * is away fails at once, what is consumed goes on when it is back.
 *
 * <p>Without {@code kafka.bootstrap} there is no Kafka: every message is refused, and none comes.
 */
public final class KafkaStore {

  private final Vertx vertx;
  private final Config.Kafka config;
  private final boolean configured;
  private final Clients clients;
  private final Presence presence;
  private final Sender sender;
  private final GroupLags lags;
  private final Map<String, LongAdder> lettersOf = new ConcurrentHashMap<>();

  /** One of which nothing is recorded. */
  public KafkaStore(Vertx vertx, Config.Kafka config) {
    this(vertx, config, Traces.OFF);
  }

  /**
   * @param traces where what becomes of messages is recorded
   */
  public KafkaStore(Vertx vertx, Config.Kafka config, Traces traces) {
    this.vertx = vertx;
    this.config = config;
    this.configured = config.bootstrap().isPresent();
    this.clients = new Clients(config, traces);
    this.presence = new Presence(config, clients);
    this.sender = new Sender(vertx, config, clients, presence);
    this.lags = new GroupLags(clients);
    if (configured) {
      presence.start();
    }
  }

  /** Whether there is a Kafka at all. */
  public boolean isConfigured() {
    return configured;
  }

  /**
   * Says that this node needs a topic: it is made where it is missing, and sent to only once
   * declared.
   *
   * @param topic without {@code kafka.topicPrefix}
   */
  public void declare(String topic) {
    presence.want(clients.name(topic));
  }

  /** Where what becomes of messages is recorded. */
  public Traces traces() {
    return clients.traces();
  }

  public Sender sender() {
    return sender;
  }

  /** A producer of its own, for who closes it. */
  public Publisher publisher() {
    return new Publisher(vertx, config, clients);
  }

  /**
   * Consumes topics, once all are there; it declares each with that of its dead letters. Called
   * from a verticle's start, on whose event loop messages are processed until it closes what is
   * returned.
   */
  public Consumption consume(Subscription subscription, Processor processor) {
    Context context = Vertx.currentContext();
    if (context == null) {
      throw new IllegalStateException("topics are consumed from a verticle's start");
    }
    for (String topic : subscription.topics()) {
      declare(topic);
      declare(DeadLetter.topicOf(topic));
    }
    LongAdder letters = lettersOf.computeIfAbsent(subscription.group(), _ -> new LongAdder());
    if (!configured) {
      return Future::succeededFuture;
    }
    lags.watch(subscription);
    ConsumerLoop loop =
        new ConsumerLoop(
            vertx, context, clients, presence, sender, subscription, processor, letters);
    loop.start();
    return loop;
  }

  /**
   * How long Kafka has answered now; empty while it is away, or a topic is missing that was
   * declared.
   */
  public Optional<Duration> upFor() {
    return presence.upFor();
  }

  /**
   * Reads the newest messages of some topics, up to their end as it is now; each partition in its
   * order.
   *
   * @param topics without {@code kafka.topicPrefix}
   * @param ofEach messages of each partition at most
   * @param pick what to keep of a message; called on another thread
   * @return fails with UNAVAILABLE when Kafka is away or has no such topic
   */
  public <T> Future<List<T>> tail(List<String> topics, long ofEach, Function<Message, T> pick) {
    return configured
        ? Tail.read(vertx, clients, topics, ofEach, pick)
        : Future.failedFuture(Failure.of(CommonFailure.UNAVAILABLE));
  }

  /**
   * How many messages of a topic a group has not worked off yet.
   *
   * @param topic without {@code kafka.topicPrefix}
   * @param group without the prefix
   * @return fails with UNAVAILABLE when Kafka is away or has no such topic
   */
  public Future<Long> lag(String topic, String group) {
    return configured
        ? Lag.of(vertx, clients, topic, group)
        : Future.failedFuture(Failure.of(CommonFailure.UNAVAILABLE));
  }

  /**
   * How many messages each group that this node consumes for has not worked off yet, whichever node
   * has to: by its name without the prefix. Meant to be asked again and again.
   *
   * @return fails with UNAVAILABLE when Kafka is away or a topic is missing
   */
  public Future<Map<String, Long>> lags() {
    return configured
        ? lags.measure(vertx)
        : Future.failedFuture(Failure.of(CommonFailure.UNAVAILABLE));
  }

  /** The groups that this node consumes for, without the prefix. Any thread. */
  public Set<String> groups() {
    return Set.copyOf(lettersOf.keySet());
  }

  /**
   * How many messages that a group could not work off this node has put to the dead letters since
   * its start. Any thread.
   *
   * @param group one of {@link #groups}
   */
  public long deadLetters(String group) {
    return lettersOf.get(group).sum();
  }

  /** Whether Kafka answers now; fails with UNAVAILABLE when it does not, or there is none. */
  public Future<Void> reached() {
    return configured
        ? Question.ask(vertx, "kafka-reached", () -> Question.reach(clients))
        : Future.failedFuture(Failure.of(CommonFailure.UNAVAILABLE));
  }

  /** Messages under way have their time to arrive. Consumers are closed before. */
  public Future<Void> close() {
    return sender.close().onComplete(_ -> presence.close()).eventually(() -> lags.close(vertx));
  }
}
