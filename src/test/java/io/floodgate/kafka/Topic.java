package io.floodgate.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.floodgate.local.Endpoints;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A topic of a server under test, looked at and written to from beside it. Any thread. */
public record Topic(Endpoints endpoints, String name) {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** A message as it stands in Kafka. */
  public record Found(
      String key, String value, Map<String, String> headers, int partition, long offset) {}

  /** Writes a message, which may be nonsense. */
  public void put(String key, String value) {
    try (var producer =
        new KafkaProducer<>(properties(), new ByteArraySerializer(), new ByteArraySerializer())) {
      producer
          .send(new ProducerRecord<>(fullName(), key.getBytes(UTF_8), value.getBytes(UTF_8)))
          .get();
    } catch (ExecutionException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** All that was ever written to it, partition by partition. */
  public List<Found> all() {
    List<Found> all = new ArrayList<>();
    try (var consumer =
        new KafkaConsumer<>(
            properties(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(fullName(), PATIENCE).stream()
              .map(partition -> new TopicPartition(fullName(), partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, PATIENCE);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer
            .poll(Duration.ofMillis(200))
            .forEach(
                record -> {
                  Map<String, String> headers =
                      java.util.Arrays.stream(record.headers().toArray())
                          .collect(
                              Collectors.toMap(
                                  header -> header.key(),
                                  header -> new String(header.value(), UTF_8)));
                  all.add(
                      new Found(
                          record.key() == null ? null : new String(record.key(), UTF_8),
                          new String(record.value(), UTF_8),
                          headers,
                          record.partition(),
                          record.offset()));
                });
      }
    }
    return all;
  }

  /** How many messages a group has not committed yet. */
  public long lag(String group) {
    try (Admin admin = Admin.create(properties());
        var consumer =
            new KafkaConsumer<>(
                properties(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      var committed =
          admin
              .listConsumerGroupOffsets(endpoints.kafka().topicPrefix() + group)
              .partitionsToOffsetAndMetadata()
              .get();
      List<TopicPartition> partitions =
          consumer.partitionsFor(fullName(), PATIENCE).stream()
              .map(partition -> new TopicPartition(fullName(), partition.partition()))
              .toList();
      return consumer.endOffsets(partitions, PATIENCE).entrySet().stream()
          .mapToLong(
              end -> {
                var offset = committed.get(end.getKey());
                return end.getValue() - (offset == null ? 0 : offset.offset());
              })
          .sum();
    } catch (ExecutionException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private String fullName() {
    return endpoints.kafka().topicPrefix() + name;
  }

  private Map<String, Object> properties() {
    return Map.of("bootstrap.servers", endpoints.kafka().bootstrap());
  }
}
