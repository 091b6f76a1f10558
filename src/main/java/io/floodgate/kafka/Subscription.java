package io.floodgate.kafka;

import java.time.Duration;
import java.util.List;

/**
 * What is consumed, and how patiently.
 *
 * @param topics without {@code kafka.topicPrefix}
 * @param group shares the partitions of the topics among its members; without the prefix
 * @param maxPoll messages of one partition under way at once
 * @param attempts how often a message is tried before it goes to the dead letters
 * @param backoff the pause after the first failed attempt; it doubles
 * @param maxBackoff the longest pause
 * @param gather how long Kafka may wait for more messages to hand over with the first
 */
public record Subscription(
    List<String> topics,
    String group,
    int maxPoll,
    int attempts,
    Duration backoff,
    Duration maxBackoff,
    Duration gather) {

  public Subscription {
    topics = List.copyOf(topics);
  }

  /** Of one topic. */
  public Subscription(
      String topic,
      String group,
      int maxPoll,
      int attempts,
      Duration backoff,
      Duration maxBackoff) {
    this(List.of(topic), group, maxPoll, attempts, backoff, maxBackoff, Duration.ZERO);
  }

  /** The same for who has time: the messages of a busy topic come in fewer and larger batches. */
  public Subscription gathering(Duration time) {
    return new Subscription(topics, group, maxPoll, attempts, backoff, maxBackoff, time);
  }

  /** The pause after this many failed attempts. */
  Duration pauseAfter(int failed) {
    // Past this many doublings every pause is the longest one, and the product would overflow.
    Duration doubled = backoff.multipliedBy(1L << Math.min(failed - 1, 30));
    return doubled.compareTo(maxBackoff) < 0 ? doubled : maxBackoff;
  }
}
