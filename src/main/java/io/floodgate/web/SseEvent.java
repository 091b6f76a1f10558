package io.floodgate.web;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.floodgate.json.Json;
import io.vertx.core.buffer.Buffer;

/**
 * One event of a stream: the whole present state, so that a client which missed some misses
 * nothing.
 *
 * @param id what the browser sends back as {@code Last-Event-ID} when it connects again
 * @param data a record, written as JSON
 * @param last nothing will change any more: the stream ends with it
 */
record SseEvent(String id, Object data, boolean last) {

  /** As it goes over the wire. JSON has no line breaks of its own. */
  Buffer bytes() {
    return Buffer.buffer()
        .appendBytes(("event: state\nid: " + id + "\ndata: ").getBytes(US_ASCII))
        .appendBytes(Json.bytes(data))
        .appendBytes(new byte[] {'\n', '\n'});
  }
}
