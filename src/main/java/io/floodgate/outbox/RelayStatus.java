package io.floodgate.outbox;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * How the relay of this node fares.
 *
 * @param relays whether this node is to send; without Kafka none is
 * @param shards that this node owns now, from 0
 * @param backlog events of all nodes that wait to be sent
 * @param oldest since when the first of them waits; zero if none does
 * @param sent events since the start of this node, those that were sent again included
 * @param failures rounds that failed since the start of this node
 * @param lastError of the newest failure, for a person
 */
public record RelayStatus(
    boolean relays,
    Set<Integer> shards,
    long backlog,
    Duration oldest,
    long sent,
    long failures,
    Optional<String> lastError) {

  public RelayStatus {
    shards = Set.copyOf(shards);
  }
}
