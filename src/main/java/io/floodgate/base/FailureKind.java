package io.floodgate.base;

/**
 * The few kinds of failure. A kind decides the HTTP status; the {@link FailureCode} says which one.
 */
public enum FailureKind {
  /** The request is not well formed; nothing was done. */
  INVALID,
  /** Nobody says who is calling. */
  UNAUTHENTICATED,
  /** The caller may not do this. */
  FORBIDDEN,
  /** What is asked for does not exist. */
  NOT_FOUND,
  /** The path exists, the method on it does not. */
  METHOD_NOT_ALLOWED,
  /** A business rule refuses, on the state of now. */
  CONFLICT,
  /** The body is larger than allowed. */
  TOO_LARGE,
  /** The body is of a type that is not read here. */
  UNSUPPORTED_TYPE,
  /** The path and query are longer than allowed. */
  URI_TOO_LONG,
  /** The headers are larger than allowed. */
  HEADERS_TOO_LARGE,
  /** The client did not send its request in time; nothing was done. */
  TOO_SLOW,
  /** Well formed, yet it cannot be carried out as it stands. */
  UNPROCESSABLE,
  /** This client asked too often. */
  QUOTA,
  /** A fault of ours. */
  INTERNAL,
  /** Too much work or a store away: nothing was done, and it may be tried again soon. */
  BUSY,
  /** It may have happened: only a retry with the same key finds out. */
  OUTCOME_UNKNOWN;

  /** Whether it lies with us, and with nothing that the client could have done. */
  public boolean isOurs() {
    return this == INTERNAL || this == BUSY || this == OUTCOME_UNKNOWN;
  }
}
