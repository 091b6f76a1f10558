package io.floodgate.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.floodgate.base.Refused;
import io.floodgate.config.Config;
import io.floodgate.kafka.Message.Header;
import io.floodgate.trace.Traces;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/**
 * Puts dead letters back where they came from, as they were before they failed, for the group whose
 * letters they were: others pass over them. Which ones have been put back is remembered in Kafka,
 * as the offsets of a group; what is cut off in the middle puts some back twice.
 *
 * <p>It blocks: for a thread of the program, never for an event loop.
 */
public final class Replay implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(500);

  private final Clients clients;
  private final String topic;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final KafkaProducer<byte[], byte[]> producer;

  /** A dead letter, for a person. */
  public record Letter(int partition, long offset, String group, String error, String attempts) {}

  @FunctionalInterface
  public interface Reader {
    void read(Letter letter);
  }

  private Replay(Config.Kafka config, String topic) {
    this.clients = new Clients(config, Traces.OFF);
    this.topic = topic;
    this.consumer = clients.consumer(topic + ".replay", 500);
    this.producer = clients.producer();
  }

  /**
   * Puts back what has become a dead letter by now.
   *
   * @param topic the origin, without {@code kafka.topicPrefix}
   * @param limit put back at most
   * @param dryRun only read, and read again the next time
   * @param reader is given each letter
   * @return how many
   * @throws Refused when there is no Kafka or no such topic, or Kafka is away
   */
  public static long run(
      Config.Kafka config, String topic, long limit, boolean dryRun, Reader reader) {
    if (config.bootstrap().isEmpty()) {
      throw new Refused("there is no Kafka: kafka.bootstrap is empty");
    }
    try (Replay replay = new Replay(config, topic)) {
      return replay.all(limit, dryRun, reader);
    } catch (KafkaException e) {
      throw new Refused(
          "Kafka at %s does not do what is asked: %s"
              .formatted(config.bootstrap().get(), e.getMessage()),
          e);
    }
  }

  @Override
  public void close() {
    producer.close(patience());
    consumer.close(CloseOptions.timeout(patience()));
  }

  private long all(long limit, boolean dryRun, Reader reader) {
    String letters = DeadLetter.topicOf(topic);
    List<PartitionInfo> partitions = consumer.partitionsFor(clients.name(letters), patience());
    if (partitions == null || partitions.isEmpty()) {
      throw new Refused("there is no topic " + clients.name(letters));
    }
    Set<TopicPartition> assigned =
        partitions.stream()
            .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
            .collect(Collectors.toSet());
    consumer.assign(assigned);
    Map<TopicPartition, Long> ends = consumer.endOffsets(assigned, patience());
    long read = 0;
    while (read < limit && !isAt(ends)) {
      List<ConsumerRecord<byte[], byte[]>> batch = new ArrayList<>();
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        if (record.offset() < ends.get(partition) && read < limit) {
          batch.add(record);
          read++;
        }
      }
      batch.forEach(record -> reader.read(letterOf(record)));
      if (!dryRun) {
        putBack(batch);
      }
    }
    return read;
  }

  private boolean isAt(Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey(), patience()) >= end.getValue());
  }

  /** All of them, and only then is it remembered. */
  private void putBack(List<ConsumerRecord<byte[], byte[]>> batch) {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : batch) {
      sent.add(producer.send(original(record)));
      offsets.put(
          new TopicPartition(record.topic(), record.partition()),
          new OffsetAndMetadata(record.offset() + 1));
    }
    try {
      for (Future<RecordMetadata> one : sent) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw new KafkaException(e.getCause().getMessage(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Refused("interrupted", e);
    }
    consumer.commitSync(offsets, patience());
  }

  private ProducerRecord<byte[], byte[]> original(ConsumerRecord<byte[], byte[]> letter) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            header(letter, DeadLetter.TOPIC, clients.name(topic)), letter.key(), letter.value());
    List<Header> headers = new ArrayList<>();
    letter.headers().forEach(header -> headers.add(new Header(header.key(), header.value())));
    DeadLetter.original(headers)
        .forEach(header -> record.headers().add(header.name(), header.value()));
    var group = letter.headers().lastHeader(DeadLetter.GROUP);
    if (group != null) {
      record.headers().add(DeadLetter.REPLAYED_FOR, group.value());
    }
    return record;
  }

  private static Letter letterOf(ConsumerRecord<byte[], byte[]> record) {
    return new Letter(
        record.partition(),
        record.offset(),
        header(record, DeadLetter.GROUP, "unknown"),
        header(record, DeadLetter.ERROR, "unknown"),
        header(record, DeadLetter.ATTEMPTS, "unknown"));
  }

  private static String header(
      ConsumerRecord<byte[], byte[]> record, String name, String otherwise) {
    var header = record.headers().lastHeader(name);
    return header == null ? otherwise : new String(header.value(), UTF_8);
  }

  private Duration patience() {
    return clients.patience().multipliedBy(3);
  }
}
