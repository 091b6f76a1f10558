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

  /**
   * Something happened: it will be told if the transaction commits.
   *
   * @param id of the thing it happened to
   * @param version of that thing, dense from 1
   */
  public <D> void tell(EventType<D> type, long id, long version, D data) {
    events.add(new Event(type, id, version, data, traceparent));
  }
}
