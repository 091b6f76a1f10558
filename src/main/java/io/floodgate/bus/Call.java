package io.floodgate.bus;

import io.floodgate.base.Deadline;
import io.floodgate.trace.Step;

/**
 * What travels beside a message.
 *
 * @param traceparent the W3C trace context of the request that caused it, empty if there is none
 * @param step what asks, if its trace is recorded
 */
public record Call(Deadline deadline, String traceparent, Step step) {

  /** Of a trace that is not recorded, or of none. */
  public Call(Deadline deadline, String traceparent) {
    this(deadline, traceparent, Step.NONE);
  }
}
