package io.floodgate.base;

import java.util.List;

/**
 * A refusal or an error that has a name: what a failed Future carries and what a client hears.
 *
 * <p>It has no stack trace: a refused order is an answer, and ten thousand of them a second must
 * stay cheap. A fault of ours keeps the exception behind it as its cause.
 */
public final class Failure extends RuntimeException {

  private final transient FailureCode code;
  private final transient List<Fault> faults;

  private Failure(FailureCode code, List<Fault> faults, Throwable cause) {
    super(code.name(), cause, false, false);
    this.code = code;
    this.faults = List.copyOf(faults);
  }

  public static Failure of(FailureCode code) {
    return new Failure(code, List.of(), null);
  }

  /** A failure at one place of the request. */
  public static Failure at(String pointer, FailureCode code) {
    return new Failure(code, List.of(new Fault(pointer, code)), null);
  }

  /** All that is wrong with a request; the first fault names the failure. */
  public static Failure of(List<Fault> faults) {
    return new Failure(faults.getFirst().code(), faults, null);
  }

  /** A fault of ours or of a store, with what lies behind it for the log. */
  public static Failure because(FailureCode code, Throwable cause) {
    return new Failure(code, List.of(), cause);
  }

  /**
   * The failure itself if it has a name already, else {@link CommonFailure#INTERNAL} caused by it.
   */
  public static Failure from(Throwable error) {
    return error instanceof Failure failure ? failure : because(CommonFailure.INTERNAL, error);
  }

  public FailureCode code() {
    return code;
  }

  public FailureKind kind() {
    return code.kind();
  }

  /** Where the request is at fault; empty when it is not about one place. */
  public List<Fault> faults() {
    return faults;
  }
}
