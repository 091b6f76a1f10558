package io.floodgate.kafka;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * How far the groups that this node consumes for are behind: all partitions together, those of
 * other nodes included. One connection for all questions, since they come again and again.
 */
final class GroupLags {

  private final Clients clients;
  private final Map<String, List<String>> topicsOf = new ConcurrentHashMap<>();
  private volatile Admin admin;
  private volatile boolean closed;

  GroupLags(Clients clients) {
    this.clients = clients;
  }

  /** One more group to watch; names without the prefix. Any thread. */
  void watch(Subscription subscription) {
    topicsOf.put(subscription.group(), subscription.topics());
  }

  /**
   * Messages that each group has not worked off, by the group's name without the prefix. Fails with
   * UNAVAILABLE when Kafka is away or a topic is missing.
   */
  Future<Map<String, Long>> measure(Vertx vertx) {
    return Question.ask(vertx, "kafka-lags", this::measured);
  }

  /** One at a time: it owns the connection meanwhile. */
  private synchronized Map<String, Long> measured() {
    if (admin == null) {
      admin = clients.admin();
    }
    if (closed) { // asked last, so that what was made meanwhile is closed by one of the two
      admin.close(Duration.ZERO);
      throw new KafkaException("this node stops");
    }
    try {
      return lags();
    } catch (ExecutionException e) {
      throw new KafkaException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException(e);
    }
  }

  private Map<String, Long> lags() throws ExecutionException, InterruptedException {
    Map<String, List<TopicPartition>> partitionsOf = partitions();
    Map<String, ListConsumerGroupOffsetsSpec> wanted = new HashMap<>();
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    Map<TopicPartition, OffsetSpec> beginnings = new HashMap<>();
    topicsOf.forEach(
        (group, topics) -> {
          List<TopicPartition> partitions = partitionsOf(topics, partitionsOf);
          wanted.put(
              clients.name(group), new ListConsumerGroupOffsetsSpec().topicPartitions(partitions));
          partitions.forEach(partition -> ends.put(partition, OffsetSpec.latest()));
          partitions.forEach(partition -> beginnings.put(partition, OffsetSpec.earliest()));
        });
    // Committed first: what is worked off meanwhile counts as waiting, never as less than nothing.
    var committed = admin.listConsumerGroupOffsets(wanted).all().get();
    var ended = admin.listOffsets(ends);
    var begun = admin.listOffsets(beginnings);
    Map<String, Long> lags = new TreeMap<>();
    for (var group : topicsOf.entrySet()) {
      Map<TopicPartition, OffsetAndMetadata> done = committed.get(clients.name(group.getKey()));
      long lag = 0;
      for (TopicPartition partition : partitionsOf(group.getValue(), partitionsOf)) {
        OffsetAndMetadata offset = done.get(partition);
        long from =
            offset == null ? begun.partitionResult(partition).get().offset() : offset.offset();
        lag += ended.partitionResult(partition).get().offset() - from;
      }
      lags.put(group.getKey(), lag);
    }
    return lags;
  }

  private Map<String, List<TopicPartition>> partitions()
      throws ExecutionException, InterruptedException {
    List<String> topics =
        topicsOf.values().stream().flatMap(List::stream).distinct().map(clients::name).toList();
    return admin.describeTopics(topics).allTopicNames().get().values().stream()
        .collect(Collectors.toMap(TopicDescription::name, GroupLags::partitions));
  }

  private static List<TopicPartition> partitions(TopicDescription topic) {
    return topic.partitions().stream()
        .map(partition -> new TopicPartition(topic.name(), partition.partition()))
        .toList();
  }

  private List<TopicPartition> partitionsOf(
      Collection<String> topics, Map<String, List<TopicPartition>> known) {
    List<TopicPartition> partitions = new ArrayList<>();
    topics.forEach(topic -> partitions.addAll(known.get(clients.name(topic))));
    return partitions;
  }

  /** A question under way fails, and so does every later one. */
  Future<Void> close(Vertx vertx) {
    return Question.ask(
        vertx,
        "kafka-lags",
        () -> {
          closed = true;
          Admin open = admin;
          if (open != null) {
            open.close(Duration.ZERO);
          }
          return null;
        });
  }
}
