package io.floodgate.bus;

import io.floodgate.base.Deadline;

/**
 * What travels beside a message.
 *
 * @param traceparent the W3C trace context of the request that caused it, empty if there is none
 */
public record Call(Deadline deadline, String traceparent) {}
