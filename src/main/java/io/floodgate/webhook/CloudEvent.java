package io.floodgate.webhook;

import io.floodgate.json.Json;
import io.floodgate.kafka.Message;
import io.floodgate.kafka.Unreadable;
import io.floodgate.outbox.ToldEvent;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;

/**
 * An event as the platform gets it: CloudEvents 1.0 in JSON, with the same attributes that its
 * message in Kafka has as headers.
 *
 * @param version of the aggregate, dense from 1
 * @param traceparent absent where no request stood behind it
 * @param floodgateplace where it stands in what its shard has sent
 */
record CloudEvent(
    String specversion,
    String id,
    String source,
    String type,
    Instant time,
    String subject,
    String datacontenttype,
    String aggregate,
    long version,
    Optional<String> traceparent,
    String floodgateplace,
    Json.Raw data) {

  /**
   * @throws Unreadable when it is no event of ours
   */
  static CloudEvent of(Message message) {
    ToldEvent told = ToldEvent.of(message);
    try {
      return new CloudEvent(
          "1.0",
          told.id(),
          ToldEvent.SOURCE,
          told.type(),
          told.time(),
          Long.toString(told.aggregateId()),
          "application/json",
          told.aggregate().name(),
          told.version(),
          Optional.of(told.traceparent()).filter(context -> !context.isEmpty()),
          told.place().text(),
          Json.raw(told.data()));
    } catch (UncheckedIOException e) {
      throw new Unreadable("the data of " + told.id() + " is no JSON object", e);
    }
  }
}
