package io.floodgate.base;

/** A stable machine name of a failure; each room has an enum of its own. */
public interface FailureCode {

  /** The name that clients match on, such as {@code OUT_OF_STOCK}. It never changes. */
  String name();

  FailureKind kind();

  /** What went wrong, for a person. */
  Text detail();
}
