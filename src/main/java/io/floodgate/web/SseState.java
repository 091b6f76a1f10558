package io.floodgate.web;

import java.util.function.Function;

/**
 * The whole present state of something that a stream shows, so that a client which missed some
 * misses nothing.
 *
 * @param id names the state: another one of the same thing has another id. What the browser sends
 *     back as {@code Last-Event-ID} when it connects again
 * @param last nothing will change any more: the stream ends with it
 * @param data a record, written as JSON for whoever reads this language
 */
record SseState(String id, boolean last, Function<Language, Object> data) {

  /** One that reads the same in every language. */
  static SseState of(String id, boolean last, Object data) {
    return new SseState(id, last, _ -> data);
  }
}
