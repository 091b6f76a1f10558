package io.floodgate.kafka;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** How far a group is behind, asked without joining the group. */
final class Lag {

  private Lag() {}

  /** Fails with UNAVAILABLE when Kafka is away or has no such topic. */
  static Future<Long> of(Vertx vertx, Clients clients, String topic, String group) {
    return Question.ask(vertx, "kafka-lag", () -> measure(clients, topic, group));
  }

  private static long measure(Clients clients, String topic, String group) {
    Duration patience = Question.patience(clients);
    KafkaConsumer<byte[], byte[]> consumer = clients.consumer(group, 1);
    try {
      Set<TopicPartition> partitions = Set.copyOf(Question.partitions(clients, consumer, topic));
      Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions, patience);
      Map<TopicPartition, OffsetAndMetadata> done = consumer.committed(partitions, patience);
      long lag = 0;
      for (var end : consumer.endOffsets(partitions, patience).entrySet()) {
        OffsetAndMetadata offset = done.get(end.getKey());
        lag += end.getValue() - (offset == null ? beginnings.get(end.getKey()) : offset.offset());
      }
      return lag;
    } finally {
      consumer.close(CloseOptions.timeout(patience));
    }
  }
}
