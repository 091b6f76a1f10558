package io.floodgate.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.floodgate.json.Json;
import io.vertx.core.buffer.Buffer;
import java.util.EnumMap;
import java.util.Map;

/**
 * The success envelope {@code {"code", "status", "message", "data"}}. All but {@code data} depends
 * on status and language alone, so those bytes are made once.
 */
final class Envelope {

  private static final Map<Status, byte[][]> HEADS = new EnumMap<>(Status.class);

  static {
    for (Status status : Status.values()) {
      byte[][] byLanguage = new byte[Language.values().length][];
      for (Language language : Language.values()) {
        byLanguage[language.ordinal()] = head(status, language);
      }
      HEADS.put(status, byLanguage);
    }
  }

  private Envelope() {}

  static Buffer of(Status status, Language language, byte[] data) {
    byte[] head = HEADS.get(status)[language.ordinal()];
    return Buffer.buffer(head.length + data.length + 1)
        .appendBytes(head)
        .appendBytes(data)
        .appendByte((byte) '}');
  }

  private static byte[] head(Status status, Language language) {
    return ("{\"code\":"
            + status.code()
            + ",\"status\":"
            + Json.text(status.reason())
            + ",\"message\":"
            + Json.text(language.of(status.message()))
            + ",\"data\":")
        .getBytes(UTF_8);
  }
}
