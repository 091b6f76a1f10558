package io.floodgate.kafka;

import io.floodgate.config.Config;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether Kafka is there, asked again and again on a thread of its own, which also makes the topics
 * that are missing. Kafka's clients can only be asked to try and be waited for: with this, whoever
 * wants to send while Kafka is away hears so at once. Any thread.
 */
final class Presence implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(Presence.class);

  private static final Duration SOON = Duration.ofMillis(20);
  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final Config.Kafka config;
  private final Clients clients;
  private final Set<String> wanted = ConcurrentHashMap.newKeySet();
  private final Semaphore wake = new Semaphore(0);
  private volatile boolean closed;
  private volatile Set<String> present = Set.of();
  private volatile OptionalLong upSinceNanos = OptionalLong.empty();
  private Admin admin;
  private boolean away;
  private String refusal = "";

  Presence(Config.Kafka config, Clients clients) {
    this.config = config;
    this.clients = clients;
  }

  void start() {
    Thread.ofPlatform().daemon().name("kafka-presence").start(this);
  }

  /** A topic that this node needs, with its prefix: looked for at once, not at the next probe. */
  void want(String topic) {
    if (wanted.add(topic)) {
      wake.release();
    }
  }

  /** Whether Kafka answers and has this topic, which was wanted before. */
  boolean has(String topic) {
    return present.contains(topic);
  }

  /** How long Kafka has answered and had all that is wanted; empty while it has not. */
  Optional<Duration> upFor() {
    OptionalLong since = upSinceNanos;
    return since.isPresent()
        ? Optional.of(Duration.ofNanos(System.nanoTime() - since.getAsLong()))
        : Optional.empty();
  }

  void close() {
    closed = true;
    wake.release();
  }

  @Override
  public void run() {
    try {
      while (!closed) {
        wake.drainPermits(); // what was wanted until here is looked for now
        Duration pause = look() ? SOON : away ? whileAway() : config.probeInterval();
        wake.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      present = Set.of();
      upSinceNanos = OptionalLong.empty();
      if (admin != null) {
        admin.close(clients.patience());
      }
    }
  }

  /** Who asks seldom whether Kafka is still there wants to know soon that it is back. */
  private Duration whileAway() {
    return config.probeInterval().compareTo(AGAIN) < 0 ? config.probeInterval() : AGAIN;
  }

  /**
   * @return whether a topic was made, by this node or another, which is worth another look soon
   */
  private boolean look() throws InterruptedException {
    try {
      if (admin == null) {
        admin = clients.admin();
      }
      Set<String> missing = lookFor(Set.copyOf(wanted));
      if (away) {
        LOG.info("Kafka answers again");
        away = false;
      }
      return make(missing);
    } catch (ExecutionException e) {
      gone(e.getCause());
    } catch (RuntimeException e) {
      gone(e);
    }
    return false;
  }

  /** Notes which of the topics are there, and answers with the others. */
  private Set<String> lookFor(Set<String> topics) throws InterruptedException, ExecutionException {
    Map<String, KafkaFuture<TopicDescription>> described =
        admin.describeTopics(topics).topicNameValues();
    Set<String> found = new HashSet<>();
    Set<String> missing = new HashSet<>();
    for (var topic : described.entrySet()) {
      try {
        topic.getValue().get();
        found.add(topic.getKey());
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
          throw e;
        }
        missing.add(topic.getKey());
      }
    }
    present = Set.copyOf(found);
    if (!missing.isEmpty()) {
      upSinceNanos = OptionalLong.empty();
    } else if (upSinceNanos.isEmpty()) {
      upSinceNanos = OptionalLong.of(System.nanoTime());
    }
    return missing;
  }

  private boolean make(Set<String> topics) throws InterruptedException {
    boolean any = false;
    List<NewTopic> made = new ArrayList<>();
    for (String topic : topics) {
      made.add(
          new NewTopic(
                  topic,
                  Optional.of(config.partitions()),
                  Optional.of((short) config.replicationFactor()))
              .configs(Map.of(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, minInSync())));
    }
    for (var topic : admin.createTopics(made).values().entrySet()) {
      try {
        topic.getValue().get();
        LOG.info("topic {} was made", topic.getKey());
        any = true;
      } catch (ExecutionException e) {
        if (e.getCause() instanceof TopicExistsException) { // another node was quicker
          any = true;
        } else {
          refused(topic.getKey() + " cannot be made: " + e.getCause());
        }
      }
    }
    return any;
  }

  /** A message counts as sent when two copies exist, where there are enough to lose one. */
  private String minInSync() {
    return config.replicationFactor() >= 3 ? "2" : "1";
  }

  private void refused(String problem) {
    if (!refusal.equals(problem)) {
      LOG.warn("topic {}", problem);
      refusal = problem;
    }
  }

  private void gone(Throwable error) {
    present = Set.of();
    upSinceNanos = OptionalLong.empty();
    if (!away) {
      LOG.warn("Kafka is away, and will be asked again: {}", error.toString());
    }
    away = true;
  }
}
