package io.floodgate.kafka;

import io.floodgate.local.Endpoints;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** How far groups are in a topic of a server under test, moved from beside it. Any thread. */
public record Offsets(Endpoints endpoints, String topic) {

  @FunctionalInterface
  private interface Act<T> {
    T with(Admin admin, Map<TopicPartition, Long> ends)
        throws ExecutionException, InterruptedException;
  }

  /** How many messages a group has not committed yet. */
  public long lag(String group) {
    return act(
        (admin, ends) -> {
          Map<TopicPartition, OffsetAndMetadata> committed =
              admin.listConsumerGroupOffsets(name(group)).partitionsToOffsetAndMetadata().get();
          long lag = 0;
          for (var end : ends.entrySet()) {
            OffsetAndMetadata offset = committed.get(end.getKey());
            lag += end.getValue() - (offset == null ? 0 : offset.offset());
          }
          return lag;
        });
  }

  /** How many members of a group have a partition to consume. */
  public long owners(String group) {
    return act(
        (admin, ends) ->
            admin
                .describeConsumerGroups(List.of(name(group)))
                .describedGroups()
                .get(name(group))
                .get()
                .members()
                .stream()
                .filter(member -> !member.assignment().topicPartitions().isEmpty())
                .count());
  }

  /** Has a group that has no members begin at the beginning again. */
  public void rewind(String group) {
    act(
        (admin, ends) -> {
          Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
          ends.keySet().forEach(partition -> offsets.put(partition, new OffsetAndMetadata(0)));
          return admin.alterConsumerGroupOffsets(name(group), offsets).all().get();
        });
  }

  /** Removes all messages, as their retention does in the end. */
  public void removeAll() {
    act(
        (admin, ends) -> {
          Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
          ends.forEach((partition, end) -> all.put(partition, RecordsToDelete.beforeOffset(end)));
          return admin.deleteRecords(all).all().get();
        });
  }

  private <T> T act(Act<T> act) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", endpoints.kafka().bootstrap()))) {
      Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
      admin
          .describeTopics(List.of(name(topic)))
          .allTopicNames()
          .get()
          .get(name(topic))
          .partitions()
          .forEach(
              partition ->
                  latest.put(
                      new TopicPartition(name(topic), partition.partition()), OffsetSpec.latest()));
      Map<TopicPartition, Long> ends = new HashMap<>();
      admin
          .listOffsets(latest)
          .all()
          .get()
          .forEach((partition, end) -> ends.put(partition, end.offset()));
      return act.with(admin, ends);
    } catch (ExecutionException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private String name(String of) {
    return endpoints.kafka().topicPrefix() + of;
  }
}
