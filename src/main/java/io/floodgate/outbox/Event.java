package io.floodgate.outbox;

/**
 * Something that happened.
 *
 * @param aggregateId the thing it happened to: the key of its message
 * @param version dense from 1 within the thing
 * @param data the event's own record, written as JSON
 * @param traceparent the W3C trace context of the request behind it
 */
public record Event(
    EventType<?> type, long aggregateId, long version, Object data, String traceparent) {}
