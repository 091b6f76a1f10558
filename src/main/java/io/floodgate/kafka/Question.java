package io.floodgate.kafka;

import io.floodgate.base.CommonFailure;
import io.floodgate.base.Failure;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/** Something rare that Kafka is asked: its clients block, so each has a thread of its own. */
final class Question {

  private Question() {}

  /**
   * Answers on the caller's event loop; fails with UNAVAILABLE when Kafka is away or has no such
   * topic.
   */
  static <T> Future<T> ask(Vertx vertx, String name, Supplier<T> question) {
    Promise<T> answer = ((ContextInternal) vertx.getOrCreateContext()).promise();
    Thread.ofPlatform()
        .daemon()
        .name(name)
        .start(
            () -> {
              try {
                answer.complete(question.get());
              } catch (KafkaException e) {
                answer.fail(Failure.because(CommonFailure.UNAVAILABLE, e));
              } catch (RuntimeException e) {
                answer.fail(e);
              }
            });
    return answer.future();
  }

  /** How long one may take on a connection that has to be made first. */
  static Duration patience(Clients clients) {
    return clients.patience().multipliedBy(3);
  }

  /**
   * @throws KafkaException if Kafka does not answer
   */
  static Void reach(Clients clients) {
    try (KafkaConsumer<byte[], byte[]> consumer = clients.reader(1)) {
      consumer.listTopics(patience(clients));
      return null;
    }
  }

  /**
   * @throws KafkaException if there is no such topic
   */
  static List<TopicPartition> partitions(
      Clients clients, KafkaConsumer<byte[], byte[]> consumer, String topic) {
    List<PartitionInfo> found = consumer.partitionsFor(clients.name(topic), patience(clients));
    if (found == null || found.isEmpty()) {
      throw new KafkaException("there is no topic " + clients.name(topic));
    }
    return found.stream()
        .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
        .toList();
  }
}
