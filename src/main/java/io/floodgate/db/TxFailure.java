package io.floodgate.db;

import io.floodgate.base.Failure;

/** A transaction that did not end well, and what is known of it. Has no stack trace of its own. */
final class TxFailure extends RuntimeException {

  private final transient PostgresFault fault;
  private final transient Failure failure;

  TxFailure(PostgresFault fault, Failure failure, Throwable cause) {
    super(fault.name(), cause, false, false);
    this.fault = fault;
    this.failure = failure;
  }

  PostgresFault fault() {
    return fault;
  }

  /** What those who waited for it hear. */
  Failure failure() {
    return failure;
  }
}
