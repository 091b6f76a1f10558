package io.floodgate.db;

import io.floodgate.base.CommonFailure;
import io.floodgate.base.Failure;
import java.util.Optional;

/** A transaction that did not end well, and what is known of it. Has no stack trace of its own. */
final class TxFailure extends RuntimeException {

  private final transient PostgresFault fault;
  private final transient Failure failure;

  private TxFailure(PostgresFault fault, Failure failure, Throwable cause) {
    super(fault.name(), cause, false, false);
    this.fault = fault;
    this.failure = failure;
  }

  /**
   * @param committing the COMMIT was on its way: if the database went away, nobody knows the
   *     outcome
   */
  static TxFailure of(Throwable error, boolean committing) {
    PostgresFault fault = PostgresFault.of(error);
    Failure failure =
        committing && fault == PostgresFault.AWAY
            ? Failure.because(CommonFailure.UNKNOWN, error)
            : PostgresFault.nothingDone(error);
    return new TxFailure(fault, failure, error);
  }

  PostgresFault fault() {
    return fault;
  }

  /** PostgreSQL's code for it, as {@link PostgresFault#sqlStateOf} says. */
  Optional<String> sqlState() {
    return PostgresFault.sqlStateOf(getCause());
  }

  /** What those who waited for it hear. */
  Failure failure() {
    return failure;
  }
}
