package io.floodgate.db;

import io.floodgate.base.Failure;
import io.floodgate.base.FailureCode;
import java.util.function.Supplier;

/**
 * What became of one command of a batch: known when it is decided, true once the batch committed.
 */
public sealed interface Outcome<A> {

  /** What deciding leads to: its result, or the {@link Failure} that it throws. */
  static <A> Outcome<A> of(Supplier<A> decide) {
    try {
      return new Done<>(decide.get());
    } catch (Failure refusal) {
      return new Refused<>(refusal);
    }
  }

  static <A> Outcome<A> refused(FailureCode code) {
    return new Refused<>(Failure.of(code));
  }

  record Done<A>(A answer) implements Outcome<A> {}

  /** Refused: an answer like any other, and nothing of it is written. */
  record Refused<A>(Failure failure) implements Outcome<A> {}
}
