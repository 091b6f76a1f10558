package io.floodgate.kafka;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * The newest messages of some topics, read on a thread of their own and by no group: for whoever
 * wants to know what Kafka holds.
 */
final class Tail<T> {

  private static final Duration POLL = Duration.ofMillis(500);
  private static final int AT_ONCE = 2_000;

  private final Clients clients;
  private final List<String> topics;
  private final long ofEach;
  private final Function<Message, T> pick;

  private Tail(Clients clients, List<String> topics, long ofEach, Function<Message, T> pick) {
    this.clients = clients;
    this.topics = topics;
    this.ofEach = ofEach;
    this.pick = pick;
  }

  /**
   * Reads up to the end as it is now; each partition in its order.
   *
   * @param topics without {@code kafka.topicPrefix}
   * @param ofEach messages of each partition at most
   * @param pick what to keep of a message; called on the thread that reads
   * @return fails with UNAVAILABLE when Kafka is away or has no such topic
   */
  static <T> Future<List<T>> read(
      Vertx vertx, Clients clients, List<String> topics, long ofEach, Function<Message, T> pick) {
    Tail<T> tail = new Tail<>(clients, topics, ofEach, pick);
    return Question.ask(vertx, "kafka-tail", tail::read);
  }

  private List<T> read() {
    List<T> read = new ArrayList<>();
    Duration patience = Question.patience(clients);
    try (KafkaConsumer<byte[], byte[]> consumer = clients.reader(AT_ONCE)) {
      Map<TopicPartition, String> topicOf = new HashMap<>();
      topics.forEach(
          topic ->
              Question.partitions(clients, consumer, topic).forEach(it -> topicOf.put(it, topic)));
      Set<TopicPartition> all = topicOf.keySet();
      Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(all, patience);
      Map<TopicPartition, Long> ends = consumer.endOffsets(all, patience);
      // All at once: whatever is assigned later would wait for a fetch that finds nothing new.
      consumer.assign(all);
      Set<TopicPartition> left = new HashSet<>();
      for (TopicPartition partition : all) {
        long from = Math.max(beginnings.get(partition), ends.get(partition) - ofEach);
        consumer.seek(partition, from);
        if (from < ends.get(partition)) {
          left.add(partition);
        }
      }
      while (!left.isEmpty()) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          TopicPartition partition = new TopicPartition(record.topic(), record.partition());
          if (record.offset() < ends.get(partition)) {
            read.add(pick.apply(Message.of(topicOf.get(partition), record)));
          }
        }
        left.removeIf(it -> consumer.position(it, patience) >= ends.get(it));
      }
    }
    return read;
  }
}
