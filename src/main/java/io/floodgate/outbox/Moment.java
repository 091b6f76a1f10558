package io.floodgate.outbox;

import java.time.Instant;
import java.util.List;

/**
 * When and because of what a command is decided, and where it leaves its events.
 *
 * @param now the transaction's time, by the database's clock
 * @param traceparent the W3C trace context of the request
 * @param events all events of the transaction so far
 */
public record Moment(Instant now, String traceparent, List<Event> events) {

  /** Something happened: it will be told if the transaction commits. */
  public void tell(Aggregate aggregate, long id, long version, String type, Object data) {
    events.add(new Event(aggregate, id, version, type, data, traceparent));
  }
}
