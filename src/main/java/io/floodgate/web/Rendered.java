package io.floodgate.web;

import io.floodgate.json.Json;
import io.vertx.core.buffer.Buffer;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What stands under {@code data} of a success, as bytes. One that is kept for many requests keeps
 * its bodies too; it lives on one event loop.
 */
final class Rendered {

  private final byte[] data;
  private final Optional<Map<Language, Buffer>> kept;
  private String tag;

  private Rendered(byte[] data, Optional<Map<Language, Buffer>> kept, String tag) {
    this.data = data;
    this.kept = kept;
    this.tag = tag;
  }

  /** For this once, unless it is one that is kept. */
  static Rendered of(Object data) {
    return data instanceof Rendered before
        ? before
        : new Rendered(Json.bytes(data), Optional.empty(), null);
  }

  /** For an answer that is sent many times, always with the same status. */
  static Rendered keep(Object data, String tag) {
    return new Rendered(Json.bytes(data), Optional.of(new EnumMap<>(Language.class)), tag);
  }

  String tag() {
    if (tag == null) {
      tag = EntityTag.of(data);
    }
    return tag;
  }

  Buffer body(Status status, Language language) {
    return kept.isEmpty()
        ? Envelope.of(status, language, data)
        : kept.get().computeIfAbsent(language, it -> Envelope.of(status, it, data));
  }
}
