package io.floodgate.ops;

import io.floodgate.base.CommonFailure;
import io.floodgate.base.Failure;
import io.floodgate.db.Transactions;
import io.floodgate.kafka.KafkaStore;
import io.floodgate.kafka.Message;
import io.floodgate.kafka.Unreadable;
import io.floodgate.ops.EventTail.Told;
import io.floodgate.outbox.Aggregate;
import io.floodgate.outbox.ToldEvent;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * That Kafka holds what was told, nothing else, and in order. All of it cannot be compared at each
 * check: what was told last is.
 */
public final class EventInvariants {

  static final String NONE_WAITS = "events.none-waits-while-kafka-is-up";
  static final String HOLDS_NEWEST = "events.kafka-holds-the-newest";
  static final String HOLDS_NO_OTHER = "events.kafka-holds-no-other";
  static final String IN_ORDER = "events.kafka-has-versions-in-order";

  /** Where none is configured, nothing is sent, and that is as it should be. */
  private static final String NO_KAFKA = "there is no Kafka";

  /** So many of the newest events are looked for in Kafka. */
  static final int NEWEST = 1_000;

  /** So many messages of each partition are read for that, duplicates included. */
  private static final int TAIL = 2 * NEWEST;

  private static final Duration SENT_WITHIN = Duration.ofMinutes(1);
  private static final int SAMPLES = 5;

  private static final List<String> TOPICS =
      Arrays.stream(Aggregate.values()).map(Aggregate::topic).distinct().toList();

  private EventInvariants() {}

  /** One invariant each; where Kafka is away, they say that they were not checked. */
  public static Future<List<Invariant>> check(Transactions transactions, KafkaStore kafka) {
    return check(transactions, kafka, SENT_WITHIN);
  }

  /**
   * @param up as long has Kafka to have answered before what waits breaks anything
   */
  static Future<List<Invariant>> check(Transactions transactions, KafkaStore kafka, Duration up) {
    // One after the other: they share a connection, and each would wait for it only so long.
    return noneWaits(transactions, kafka, up)
        .compose(
            first ->
                compare(transactions, kafka)
                    .map(others -> Stream.concat(Stream.of(first), others.stream()).toList()));
  }

  private static Future<Invariant> noneWaits(
      Transactions transactions, KafkaStore kafka, Duration up) {
    return transactions
        .run(EventSample::waitingFor)
        .map(
            waiting -> {
              if (!kafka.isConfigured()) {
                return Invariant.notChecked(NONE_WAITS, NO_KAFKA);
              }
              boolean wasAway = kafka.upFor().filter(time -> time.compareTo(up) >= 0).isEmpty();
              return wasAway && !waiting.isEmpty()
                  ? Invariant.notChecked(NONE_WAITS, "Kafka is away, or has only just come back")
                  : broken(NONE_WAITS, waiting);
            });
  }

  private static Future<List<Invariant>> compare(Transactions transactions, KafkaStore kafka) {
    return transactions
        .run(tx -> EventSample.newestSent(tx, NEWEST))
        .compose(newest -> tailWith(newest, kafka))
        .compose(
            found ->
                transactions
                    .run(tx -> EventSample.versions(tx, found.tail.newestVersions()))
                    .map(versions -> found.judge(versions)))
        .recover(
            error ->
                Failure.from(error).code() == CommonFailure.UNAVAILABLE
                    ? Future.succeededFuture(
                        notChecked(
                            kafka.isConfigured()
                                ? "Kafka or PostgreSQL does not answer"
                                : NO_KAFKA))
                    : Future.failedFuture(error));
  }

  /** Where the end of the topics does not hold all of them, only the whole topics tell. */
  private static Future<Found> tailWith(List<Told> newest, KafkaStore kafka) {
    return read(kafka, TAIL)
        .compose(
            tail -> tail.holds(newest) ? Future.succeededFuture(tail) : read(kafka, Long.MAX_VALUE))
        .map(tail -> new Found(newest, tail));
  }

  private static Future<EventTail> read(KafkaStore kafka, long ofEach) {
    return kafka.tail(TOPICS, ofEach, EventInvariants::told).map(EventTail::of);
  }

  private static Told told(Message message) {
    try {
      ToldEvent event = ToldEvent.of(message);
      return new Told(event.aggregate(), event.aggregateId(), event.version());
    } catch (Unreadable e) {
      return EventTail.FOREIGN;
    }
  }

  private record Found(List<Told> newest, EventTail tail) {

    List<Invariant> judge(Map<EventTail.Thing, Long> versions) {
      Set<Told> missing = new HashSet<>(newest);
      missing.removeAll(tail.told());
      Stream<String> unknown =
          tail.newestVersions().entrySet().stream()
              .filter(seen -> seen.getValue() > versions.getOrDefault(seen.getKey(), 0L))
              .map(seen -> "%s: version %d in Kafka".formatted(seen.getKey(), seen.getValue()));
      return List.of(
          broken(HOLDS_NEWEST, missing.stream().map(Told::toString).toList()),
          broken(HOLDS_NO_OTHER, Stream.concat(unknown, tail.foreign().stream()).toList()),
          broken(IN_ORDER, tail.outOfOrder()));
    }
  }

  private static List<Invariant> notChecked(String reason) {
    return Stream.of(HOLDS_NEWEST, HOLDS_NO_OTHER, IN_ORDER)
        .map(name -> Invariant.notChecked(name, reason))
        .toList();
  }

  private static Invariant broken(String name, List<String> violations) {
    return new Invariant(
        name, violations.size(), violations.stream().sorted().limit(SAMPLES).toList());
  }
}
