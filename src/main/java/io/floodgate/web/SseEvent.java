package io.floodgate.web;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.floodgate.json.Json;
import io.vertx.core.buffer.Buffer;

/**
 * A state as it goes over the wire: rendered once for all clients of an event loop that read the
 * same language.
 *
 * @param id that of the state
 * @param last the stream ends with it
 */
record SseEvent(String id, boolean last, Buffer bytes) {

  private static final byte[] END = {'\n', '\n'};

  /** JSON has no line breaks of its own. */
  static SseEvent of(SseState state, Language language) {
    byte[] head = ("event: state\nid: " + state.id() + "\ndata: ").getBytes(US_ASCII);
    byte[] data = Json.bytes(state.data().apply(language));
    Buffer bytes =
        Buffer.buffer(head.length + data.length + END.length)
            .appendBytes(head)
            .appendBytes(data)
            .appendBytes(END);
    return new SseEvent(state.id(), state.last(), bytes);
  }
}
