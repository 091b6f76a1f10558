package io.floodgate.base;

/** A stable machine name of a failure; each room has an enum of its own. */
public interface FailureCode {

  /** The name that clients match on, such as {@code OUT_OF_STOCK}. It never changes. */
  String name();

  Meaning meaning();

  default FailureKind kind() {
    return meaning().kind();
  }

  /** What went wrong, for a person. */
  default Text detail() {
    return meaning().detail();
  }

  /** What a code stands for. */
  record Meaning(FailureKind kind, Text detail) {

    public static Meaning of(FailureKind kind, String korean, String english) {
      return new Meaning(kind, new Text(korean, english));
    }
  }
}
