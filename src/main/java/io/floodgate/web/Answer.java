package io.floodgate.web;

import io.floodgate.base.Answered;
import java.util.Optional;

/**
 * What a handler answers; {@link Responder} renders it.
 *
 * @param data what stands under {@code data}
 * @param replayed the effect and the answer are those of an earlier request with the same key
 * @param location where what was created can be read
 * @param revalidated the client may keep it if it asks by ETag whether it still holds; anything
 *     else is about money and is never stored
 */
record Answer(
    Status status, Object data, boolean replayed, Optional<String> location, boolean revalidated) {

  static Answer ok(Object data) {
    return new Answer(Status.OK, data, false, Optional.empty(), false);
  }

  /** The answer of an effect that may have happened earlier, under the same key. */
  static Answer done(Answered<?> answered) {
    return new Answer(Status.OK, answered.answer(), answered.replayed(), Optional.empty(), false);
  }

  static Answer created(Answered<?> answered, String location) {
    return new Answer(
        Status.CREATED, answered.answer(), answered.replayed(), Optional.of(location), false);
  }

  /** A report whose status says whether all is well. */
  static Answer report(boolean good, Object data) {
    return new Answer(
        good ? Status.OK : Status.SERVICE_UNAVAILABLE, data, false, Optional.empty(), false);
  }

  /** May be kept and asked for again by its ETag. */
  Answer withRevalidation() {
    return new Answer(status, data, replayed, location, true);
  }
}
