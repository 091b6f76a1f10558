package io.floodgate.kafka;

import io.floodgate.config.Config;
import io.floodgate.trace.Traces;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Kafka's own clients, as they are used here. To make one asks the name server, so it is done on a
 * thread that may wait, and fails where the name is not known.
 */
final class Clients {

  /** A partition that goes on waits until a fetch of the others is over, which may find nothing. */
  private static final int FETCH_WAIT_MILLIS = 50;

  /** More than this is handed over at once. */
  private static final int GATHERED_BYTES = 1024 * 1024;

  private static final int BATCH_BYTES = 64 * 1024;

  /** Whoever publishes many at once asks for them all to be sent: nobody waits for this to pass. */
  private static final Duration LONG_LINGER = Duration.ofMillis(50);

  private final Config.Kafka config;
  private final Traces traces;

  Clients(Config.Kafka config, Traces traces) {
    this.config = config;
    this.traces = traces;
  }

  /** Where what becomes of messages is recorded. */
  Traces traces() {
    return traces;
  }

  /** How long one question to Kafka may take. */
  Duration patience() {
    return config.sendTimeout().dividedBy(3);
  }

  KafkaProducer<byte[], byte[]> producer() {
    return producer(producing(config.linger()));
  }

  /**
   * Has one request under way at a time, so that no message is sent before those before it have
   * arrived. For who flushes.
   */
  KafkaProducer<byte[], byte[]> orderedProducer() {
    Map<String, Object> properties =
        producing(LONG_LINGER.compareTo(patience()) < 0 ? LONG_LINGER : patience());
    properties.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
    properties.put(ProducerConfig.BATCH_SIZE_CONFIG, 2 * BATCH_BYTES);
    return producer(properties);
  }

  private static KafkaProducer<byte[], byte[]> producer(Map<String, Object> properties) {
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private Map<String, Object> producing(Duration linger) {
    // Together they are the time to send: waiting for the way to a topic, then for the replicas.
    Duration block = patience();
    Duration deliver = config.sendTimeout().minus(block);
    Map<String, Object> properties = common();
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, block.toMillis());
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) deliver.toMillis());
    properties.put(
        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) deliver.minus(linger).toMillis());
    properties.put(ProducerConfig.LINGER_MS_CONFIG, linger.toMillis());
    properties.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
    return properties;
  }

  /**
   * @param group without the prefix
   */
  KafkaConsumer<byte[], byte[]> consumer(String group, int maxPoll) {
    return consumer(grouped(group, maxPoll));
  }

  private Map<String, Object> grouped(String group, int maxPoll) {
    Map<String, Object> properties = common();
    properties.put(ConsumerConfig.GROUP_ID_CONFIG, name(group));
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, maxPoll);
    properties.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        List.of(CooperativeStickyAssignor.class.getName()));
    int session = (int) config.sessionTimeout().toMillis();
    properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, session);
    properties.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, session / 4);
    properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAIT_MILLIS);
    return properties;
  }

  /** For what is consumed all the time. */
  KafkaConsumer<byte[], byte[]> consumer(Subscription subscription) {
    Map<String, Object> properties = grouped(subscription.group(), subscription.maxPoll());
    if (subscription.gather().isPositive()) {
      properties.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, GATHERED_BYTES);
      properties.put(
          ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, (int) subscription.gather().toMillis());
    }
    return consumer(properties);
  }

  /** A consumer of no group, for who reads partitions by himself. */
  KafkaConsumer<byte[], byte[]> reader(int maxPoll) {
    Map<String, Object> properties = common();
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, maxPoll);
    properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAIT_MILLIS);
    return consumer(properties);
  }

  private static KafkaConsumer<byte[], byte[]> consumer(Map<String, Object> properties) {
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  Admin admin() {
    Map<String, Object> properties = common();
    int patience = (int) patience().toMillis();
    properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, patience);
    properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, patience);
    return Admin.create(properties);
  }

  /** The name of a topic or a group in this system's part of Kafka. */
  String name(String topicOrGroup) {
    return config.topicPrefix().orElse("") + topicOrGroup;
  }

  private Map<String, Object> common() {
    Map<String, Object> properties = new HashMap<>();
    properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, config.bootstrap().orElseThrow());
    properties.put(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, List.of());
    properties.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
    return properties;
  }
}
