package io.floodgate.web;

import io.floodgate.base.Answered;
import io.floodgate.base.CommonFailure;
import io.floodgate.base.Failure;
import java.util.Optional;

/** What became of a request that carries an idempotency key. */
public enum KeyOutcome {
  /** The key was new: its effect has happened now. */
  FIRST,
  /** The effect is of an earlier request, whose answer was given again. */
  REPLAYED,
  /** The key belongs to a request that asked for something else. */
  MISMATCH,
  /** A request with this key is under way. */
  RUNNING;

  /** Empty for an effect that knows no keys. */
  static Optional<KeyOutcome> ofAnswer(Object answer) {
    return answer instanceof Answered<?> answered
        ? Optional.of(answered.replayed() ? REPLAYED : FIRST)
        : Optional.empty();
  }

  /** Empty where it failed for another reason, and the key stays new. */
  static Optional<KeyOutcome> ofFailure(Throwable error) {
    if (!(error instanceof Failure failure)) {
      return Optional.empty();
    }
    return failure.code() == CommonFailure.IDEMPOTENCY_KEY_REUSED
        ? Optional.of(MISMATCH)
        : failure.code() == CommonFailure.IDEMPOTENCY_KEY_IN_USE
            ? Optional.of(RUNNING)
            : Optional.empty();
  }
}
