package io.floodgate.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.floodgate.json.Json;
import io.floodgate.kafka.Message;
import io.floodgate.kafka.Message.Header;
import io.floodgate.kafka.Unreadable;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * An event as it goes through Kafka: CloudEvents 1.0 in the binary mode of its Kafka binding. The
 * key is the aggregate's id, the value the data.
 *
 * @param type the name of its {@link EventType}
 * @param version dense from 1 within the aggregate: with it, a consumer knows what it has seen
 * @param time of the transaction, by the database's clock
 * @param traceparent the W3C trace context of the request behind it; empty if there is none
 * @param data JSON
 */
public record ToldEvent(
    Aggregate aggregate,
    long aggregateId,
    long version,
    String type,
    Instant time,
    String traceparent,
    Place place,
    byte[] data) {

  /** Who tells. */
  public static final String SOURCE = "/floodgate";

  private static final String PLACE = "floodgate_place";

  private static final Header SPEC_VERSION = Header.of("ce_specversion", "1.0");
  private static final Header SOURCE_HEADER = Header.of("ce_source", SOURCE);
  private static final Header JSON = Header.of("content-type", "application/json");

  private static final Map<Aggregate, Header> AGGREGATES =
      Arrays.stream(Aggregate.values())
          .collect(
              Collectors.toMap(
                  Function.identity(),
                  aggregate -> Header.of("ce_aggregate", aggregate.name()),
                  (one, _) -> one,
                  () -> new EnumMap<>(Aggregate.class)));

  /** The events of a transaction share their time, and to write it costs more than all the rest. */
  private record WrittenTime(Instant time, Header header) {}

  private static volatile WrittenTime lastTime = writtenTime(Instant.EPOCH);

  /** As it is sent. */
  public Message message() {
    byte[] key = Long.toString(aggregateId).getBytes(UTF_8);
    return Message.of(
        aggregate.topic(),
        key,
        data,
        SPEC_VERSION,
        Header.of("ce_id", id()),
        SOURCE_HEADER,
        Header.of("ce_type", type),
        timeHeader(),
        new Header("ce_subject", key),
        AGGREGATES.get(aggregate),
        Header.of("ce_version", Long.toString(version)),
        JSON,
        Header.of("traceparent", traceparent),
        Header.of(PLACE, place.text()));
  }

  private Header timeHeader() {
    WrittenTime last = lastTime;
    if (!last.time.equals(time)) {
      last = writtenTime(time);
      lastTime = last;
    }
    return last.header;
  }

  private static WrittenTime writtenTime(Instant time) {
    return new WrittenTime(time, Header.of("ce_time", time.toString()));
  }

  /** The same whenever and however often it is sent, and of no other event. */
  public String id() {
    return aggregate + "-" + aggregateId + "-" + version;
  }

  /**
   * Reads what {@link #message} made.
   *
   * @throws Unreadable when it is no such message
   */
  public static ToldEvent of(Message message) {
    try {
      return new ToldEvent(
          Aggregate.valueOf(required(message, "ce_aggregate")),
          Long.parseLong(required(message, "ce_subject")),
          Long.parseLong(required(message, "ce_version")),
          required(message, "ce_type"),
          Instant.parse(required(message, "ce_time")),
          message.header("traceparent").orElse(""),
          Place.parse(required(message, PLACE)),
          message.value());
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new Unreadable("not an event of Floodgate", e);
    }
  }

  /**
   * The data as far as the type knows it.
   *
   * @throws Unreadable when it is not of that shape
   */
  public <D> D read(Class<D> type) {
    try {
      D read = Json.readTolerantly(data, type);
      if (read == null) { // the JSON null
        throw new Unreadable("not the data of " + this.type);
      }
      return read;
    } catch (UncheckedIOException e) {
      throw new Unreadable("not the data of " + this.type, e);
    }
  }

  private static String required(Message message, String header) {
    return message
        .header(header)
        .orElseThrow(() -> new Unreadable("not an event of Floodgate: no header " + header));
  }
}
