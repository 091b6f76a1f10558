package io.floodgate.ranking;

import io.floodgate.outbox.Place;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What is counted of one partition: all before an offset, and in each shard of the outbox all up to
 * a place. A message is new only beyond both: the offset tells what Kafka delivers again, the place
 * what the relay has sent again. It grows with the number of shards alone.
 */
final class Applied {

  private static final long NOWHERE = -1;

  /** The last event of a shard. */
  private record Last(long sequence, int position) {
    boolean isBefore(Place place) {
      return place.sequence() > sequence
          || place.sequence() == sequence && place.position() > position;
    }
  }

  private final Map<Integer, Last> lastOfShard = new TreeMap<>();
  private long next;

  private Applied(long next) {
    this.next = next;
  }

  /** Of a partition of which nothing is known: it begins with whatever message comes first. */
  static Applied nothing() {
    return new Applied(NOWHERE);
  }

  /**
   * Reads what {@link #text} wrote; the empty text is {@link #nothing}.
   *
   * @throws IllegalArgumentException if it is anything else
   */
  static Applied parse(String text) {
    if (text.isEmpty()) {
      return nothing();
    }
    String[] parts = text.split(" ", -1);
    Applied applied = new Applied(Long.parseLong(parts[0]));
    for (int i = 1; i < parts.length; i++) {
      String[] numbers = parts[i].split("\\.", -1);
      if (numbers.length != 3) {
        throw new IllegalArgumentException("not what was applied of a partition: " + text);
      }
      applied.lastOfShard.put(
          Integer.parseInt(numbers[0]),
          new Last(Long.parseLong(numbers[1]), Integer.parseInt(numbers[2])));
    }
    return applied;
  }

  /** As Redis keeps it: the next offset, then shard, sequence and position of each last event. */
  String text() {
    if (next == NOWHERE) {
      return "";
    }
    return lastOfShard.entrySet().stream()
        .map(
            last ->
                " %d.%d.%d"
                    .formatted(
                        last.getKey(), last.getValue().sequence(), last.getValue().position()))
        .collect(Collectors.joining("", Long.toString(next), ""));
  }

  Applied copy() {
    Applied copy = new Applied(next);
    copy.lastOfShard.putAll(lastOfShard);
    return copy;
  }

  /** Whether the message at this offset was counted, or passed over, before. */
  boolean has(long offset) {
    return offset < next;
  }

  /** Whether messages in front of this offset are missing. */
  boolean misses(long offset) {
    return next != NOWHERE && offset > next;
  }

  /** Whether the other one knows of less, of the same partition. */
  boolean isPast(Applied other) {
    return next > other.next;
  }

  /** The message at this offset is done with, whatever it was. */
  void pass(long offset) {
    next = offset + 1;
  }

  /** Notes an event; false where the relay had sent it before. */
  boolean take(Place place) {
    Last last = lastOfShard.get(place.shard());
    if (last != null && !last.isBefore(place)) {
      return false;
    }
    lastOfShard.put(place.shard(), new Last(place.sequence(), place.position()));
    return true;
  }
}
