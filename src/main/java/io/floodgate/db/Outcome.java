package io.floodgate.db;

import io.floodgate.base.Failure;

/**
 * What became of one command of a batch: known when it is decided, true once the batch committed.
 */
public sealed interface Outcome<A> {

  record Done<A>(A answer) implements Outcome<A> {}

  /** Refused: an answer like any other, and nothing of it is written. */
  record Refused<A>(Failure failure) implements Outcome<A> {}
}
