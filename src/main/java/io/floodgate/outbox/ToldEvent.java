package io.floodgate.outbox;

import io.floodgate.json.Json;
import io.floodgate.kafka.Message;
import io.floodgate.kafka.Unreadable;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;

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

  private static final String PLACE = "floodgate_place";

  /** As it is sent. */
  public Message message() {
    return Message.of(
        aggregate.topic(),
        Long.toString(aggregateId),
        data,
        Message.Header.of("ce_specversion", "1.0"),
        Message.Header.of("ce_id", id()),
        Message.Header.of("ce_source", "/floodgate"),
        Message.Header.of("ce_type", type),
        Message.Header.of("ce_time", time.toString()),
        Message.Header.of("ce_subject", Long.toString(aggregateId)),
        Message.Header.of("ce_aggregate", aggregate.name()),
        Message.Header.of("ce_version", Long.toString(version)),
        Message.Header.of("content-type", "application/json"),
        Message.Header.of("traceparent", traceparent),
        Message.Header.of(PLACE, place.text()));
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
