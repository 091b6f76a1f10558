package io.floodgate.web;

import io.floodgate.base.Answered;
import java.util.Optional;

/**
 * What a handler answers; {@link Responder} renders it.
 *
 * @param data what stands under {@code data}; {@link #NOTHING} where there is no body
 * @param replayed the effect and the answer are those of an earlier request with the same key
 * @param location where what was created can be read
 * @param preference the client's preference that the answer follows, as {@link Prefer} names it
 * @param revalidated the client may keep it if it asks by ETag whether it still holds; anything
 *     else is about money and is never stored
 */
record Answer(
    Status status,
    Object data,
    boolean replayed,
    Optional<String> location,
    Optional<String> preference,
    boolean revalidated) {

  static final Object NOTHING = new Object();

  private static final Answer EMPTY = of(Status.NO_CONTENT, NOTHING);

  static Answer ok(Object data) {
    return of(Status.OK, data);
  }

  /** The answer of an effect that may have happened earlier, under the same key. */
  static Answer done(Answered<?> answered) {
    return of(Status.OK, answered.answer()).withReplayed(answered.replayed());
  }

  static Answer created(Answered<?> answered) {
    return of(Status.CREATED, answered.answer()).withReplayed(answered.replayed());
  }

  static Answer created(Answered<?> answered, String location) {
    return created(answered).at(location);
  }

  /** It is done, and there is nothing to say about it. */
  static Answer noContent(Answered<?> answered) {
    return EMPTY.withReplayed(answered.replayed());
  }

  /** It will be done; what becomes of it can be read at the location. */
  static Answer accepted(Object data, String location) {
    return of(Status.ACCEPTED, data).at(location);
  }

  /** A report whose status says whether all is well. */
  static Answer report(boolean good, Object data) {
    return of(good ? Status.OK : Status.SERVICE_UNAVAILABLE, data);
  }

  /** May be kept and asked for again by its ETag. */
  Answer withRevalidation() {
    return new Answer(status, data, replayed, location, preference, true);
  }

  /** As the client preferred it. */
  Answer preferredBy(String applied) {
    return new Answer(status, data, replayed, location, Optional.of(applied), revalidated);
  }

  boolean hasBody() {
    return data != NOTHING;
  }

  private static Answer of(Status status, Object data) {
    return new Answer(status, data, false, Optional.empty(), Optional.empty(), false);
  }

  private Answer withReplayed(boolean earlier) {
    return earlier == replayed
        ? this
        : new Answer(status, data, earlier, location, preference, revalidated);
  }

  private Answer at(String place) {
    return new Answer(status, data, replayed, Optional.of(place), preference, revalidated);
  }
}
