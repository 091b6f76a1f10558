package io.floodgate.ops;

import io.floodgate.outbox.Aggregate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the end of the topics holds.
 *
 * @param told every event, once
 * @param newestVersions of each thing that it tells of
 * @param outOfOrder for a person: versions that came before the one in front of them; one that
 *     comes again breaks nothing
 * @param foreign for a person: messages that are no events
 */
record EventTail(
    Set<Told> told,
    Map<Thing, Long> newestVersions,
    List<String> outOfOrder,
    List<String> foreign) {

  /** Stands for a message that is no event. */
  static final Told FOREIGN = new Told(Aggregate.ORDER, 0, 0);

  /** What events are about. */
  record Thing(Aggregate aggregate, long id) {
    @Override
    public String toString() {
      return aggregate + " " + id;
    }
  }

  /** An event that was told. */
  record Told(Aggregate aggregate, long aggregateId, long version) {

    Thing thing() {
      return new Thing(aggregate, aggregateId);
    }

    @Override
    public String toString() {
      return thing() + " version " + version;
    }
  }

  /**
   * @param messages of one thing in the order in which Kafka has them
   */
  static EventTail of(List<Told> messages) {
    Set<Told> told = new HashSet<>();
    Map<Thing, Long> newest = new HashMap<>();
    List<String> outOfOrder = new ArrayList<>();
    List<String> foreign = new ArrayList<>();
    for (Told event : messages) {
      if (event == FOREIGN) {
        foreign.add("a message that is no event");
      } else if (told.add(event)) {
        Long before = newest.get(event.thing());
        if (before != null && event.version() != before + 1) {
          outOfOrder.add(event + " came after version " + before);
        }
        newest.merge(event.thing(), event.version(), Math::max);
      }
    }
    return new EventTail(told, newest, outOfOrder, foreign);
  }

  boolean holds(Collection<Told> events) {
    return told.containsAll(events);
  }
}
