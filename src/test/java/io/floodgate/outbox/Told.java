package io.floodgate.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.floodgate.kafka.Topic;
import io.floodgate.server.Database;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * All events in Kafka that servers of a database have told, as a consumer would find them, and held
 * against the table {@code outbox}. Any thread.
 *
 * @param events topic by topic, each partition in its order, those that came twice included
 */
public record Told(List<Event> events) {

  private static final Comparator<Place> BY_PLACE =
      Comparator.comparingLong(Place::sequence).thenComparingInt(Place::position);

  /** An event as it stands in Kafka. */
  public record Event(String topic, Topic.Found found) {

    /** The same of each event however often it comes. */
    public String id() {
      return header("ce_id");
    }

    /** Such as {@code ORDER-1}. */
    public String aggregate() {
      return header("ce_aggregate") + '-' + header("ce_subject");
    }

    public long version() {
      return Long.parseLong(header("ce_version"));
    }

    public Place place() {
      return Place.parse(header("floodgate_place"));
    }

    public Instant time() {
      return Instant.parse(header("ce_time"));
    }

    public String header(String name) {
      return found.headers().get(name);
    }

    /** All that is told, in a line. */
    private String line() {
      return String.join(
          " ", id(), header("ce_type"), header("traceparent"), time().toString(), found.value());
    }

    private String partitionAndShard() {
      return topic + '-' + found.partition() + '-' + place().shard();
    }
  }

  /** Reads the topics from their beginning. */
  public static Told in(Database database) {
    List<Event> events = new ArrayList<>();
    Arrays.stream(Aggregate.values())
        .map(Aggregate::topic)
        .distinct()
        .forEach(
            topic ->
                new Topic(database.endpoints(), topic)
                    .all().stream().map(found -> new Event(topic, found)).forEach(events::add));
    return new Told(events);
  }

  /** Waits until nothing is left to be sent. */
  public static void awaitAll(Database database, Duration patience) {
    await()
        .atMost(patience)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> database.number("SELECT count(*) FROM outbox_unsent") == 0);
  }

  /**
   * Waits until nothing is left to be sent, and checks that all is told as it should be: nothing
   * missing, nothing unknown, in order, and known by its place when it comes again.
   */
  public static Told assertAll(Database database, Duration patience) {
    awaitAll(database, patience);
    Told told = in(database);
    told.assertIsWhatHappened(database);
    told.assertVersionsInOrder();
    told.assertPlacesTellWhatIsNew();
    return told;
  }

  /** Kafka has each event of the outbox as it stands there, and no other that was not removed. */
  public void assertIsWhatHappened(Database database) {
    Set<String> happened =
        Set.copyOf(
            database.texts(
                """
                SELECT concat_ws(' ', concat_ws('-', aggregate, aggregate_id, version), type,
                                 traceparent, to_char(created_at AT TIME ZONE 'UTC',
                                                      'YYYY-MM-DD"T"HH24:MI:SS.USZ'), payload)
                  FROM outbox WHERE created_at > (SELECT until FROM outbox_removed)
                """));
    Instant removedUntil =
        Instant.parse(
            database
                .texts(
                    """
                    SELECT to_char(greatest(until, 'epoch') AT TIME ZONE 'UTC',
                                   'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') FROM outbox_removed
                    """)
                .getFirst());
    Set<String> told =
        events.stream()
            .filter(event -> event.time().isAfter(removedUntil))
            .map(Event::line)
            .map(Told::withMicros)
            .collect(Collectors.toSet());
    assertThat(difference(happened, told)).as("missing in Kafka").isEmpty();
    assertThat(difference(told, happened)).as("unknown in Kafka").isEmpty();
  }

  /** Of each aggregate the versions are dense and come first in their order. */
  public void assertVersionsInOrder() {
    Map<String, List<Long>> versions = new HashMap<>();
    for (Event event : firsts()) {
      versions.computeIfAbsent(event.aggregate(), _ -> new ArrayList<>()).add(event.version());
    }
    assertThat(versions)
        .allSatisfy(
            (aggregate, found) ->
                assertThat(found)
                    .as(aggregate)
                    .isEqualTo(
                        LongStream.range(0, found.size())
                            .mapToObj(i -> found.getFirst() + i)
                            .toList()));
  }

  /**
   * Whoever remembers the last place of each shard in a partition tells what is new from what comes
   * again.
   */
  public void assertPlacesTellWhatIsNew() {
    Map<String, Place> last = new HashMap<>();
    Set<String> seen = new HashSet<>();
    for (Event event : events) {
      Place place = event.place();
      Place before = last.get(event.partitionAndShard());
      boolean isNew = before == null || BY_PLACE.compare(place, before) > 0;
      boolean isFirst = seen.add(event.id());
      if (!place.republished()) {
        assertThat(isNew).as("%s at %s after %s", event.id(), place, before).isEqualTo(isFirst);
      }
      assertThat((long) place.shard())
          .isEqualTo(Long.parseLong(event.header("ce_subject")) % OutboxTable.SHARDS);
      if (isNew) {
        last.put(event.partitionAndShard(), place);
      }
    }
  }

  /** Each event where it stands first. */
  public List<Event> firsts() {
    Set<String> seen = new HashSet<>();
    return events.stream().filter(event -> seen.add(event.id())).toList();
  }

  /** How many came again. */
  public int repeated() {
    return events.size() - firsts().size();
  }

  /** Java leaves zeros at the end of a second's fraction out. */
  private static String withMicros(String line) {
    String[] words = line.split(" ", 5);
    String seconds = words[3].substring(0, 19);
    String micros = words[3].length() > 20 ? words[3].substring(20, words[3].length() - 1) : "";
    words[3] = seconds + '.' + (micros + "000000").substring(0, 6) + 'Z';
    return String.join(" ", words);
  }

  private static List<String> difference(Set<String> of, Set<String> without) {
    return of.stream().filter(one -> !without.contains(one)).limit(10).toList();
  }
}
