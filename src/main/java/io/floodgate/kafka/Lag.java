package io.floodgate.kafka;

import io.floodgate.base.CommonFailure;
import io.floodgate.base.Failure;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/** How far a group is behind, asked on a thread of its own and without joining the group. */
final class Lag {

  private final Clients clients;
  private final String topic;
  private final String group;

  private Lag(Clients clients, String topic, String group) {
    this.clients = clients;
    this.topic = topic;
    this.group = group;
  }

  /** Fails with UNAVAILABLE when Kafka is away or has no such topic. */
  static Future<Long> of(Vertx vertx, Clients clients, String topic, String group) {
    Promise<Long> answer = Promise.promise();
    Thread.ofPlatform()
        .daemon()
        .name("kafka-lag")
        .start(() -> new Lag(clients, topic, group).tell(answer));
    Promise<Long> here = Promise.promise();
    var context = vertx.getOrCreateContext();
    answer.future().onComplete(lag -> context.runOnContext(_ -> here.handle(lag)));
    return here.future();
  }

  private void tell(Promise<Long> answer) {
    try {
      answer.complete(measure());
    } catch (KafkaException e) {
      answer.fail(Failure.because(CommonFailure.UNAVAILABLE, e));
    } catch (RuntimeException e) {
      answer.fail(e);
    }
  }

  private long measure() {
    Duration patience = clients.patience().multipliedBy(3); // a connection has to be made first
    KafkaConsumer<byte[], byte[]> consumer = clients.consumer(group, 1);
    try {
      List<PartitionInfo> found = consumer.partitionsFor(clients.name(topic), patience);
      if (found == null || found.isEmpty()) {
        throw new KafkaException("there is no topic " + clients.name(topic));
      }
      Set<TopicPartition> partitions =
          found.stream()
              .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
              .collect(Collectors.toSet());
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
