package io.floodgate.web;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.floodgate.base.Failure;
import io.floodgate.base.FailureCode;
import io.floodgate.base.Fault;
import io.floodgate.json.Json;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * A failure as {@code application/problem+json} (RFC 9457).
 *
 * <p>What depends on the code and the language alone is made once, so refusing a flood costs a copy
 * of a few hundred bytes.
 */
final class Problem {

  private static final ConcurrentMap<FailureCode, byte[][]> HEADS = new ConcurrentHashMap<>();

  private Problem() {}

  /**
   * @param instance the path that was asked for
   * @param traceId what the client quotes and the log repeats
   */
  static Buffer of(Failure failure, Language language, String instance, String traceId) {
    byte[] head = head(failure.code(), language);
    Buffer body = Buffer.buffer(head.length + instance.length() + 128).appendBytes(head);
    append(body, ",\"instance\":\"").appendBytes(quoted(instance));
    append(body, "\",\"traceId\":\"").appendBytes(traceId.getBytes(US_ASCII));
    append(body, "\"");
    if (!failure.faults().isEmpty()) {
      appendFaults(body, failure.faults(), language);
    }
    return append(body, "}");
  }

  private static void appendFaults(Buffer body, List<Fault> faults, Language language) {
    append(body, ",\"errors\":[");
    String separator = "{\"pointer\":\"";
    for (Fault fault : faults) {
      append(body, separator).appendBytes(quoted(fault.pointer()));
      append(body, "\",\"detail\":\"").appendBytes(quoted(language.of(fault.detail())));
      append(body, "\"}");
      separator = ",{\"pointer\":\"";
    }
    append(body, "]");
  }

  private static byte[] head(FailureCode code, Language language) {
    return HEADS.computeIfAbsent(code, Problem::heads)[language.ordinal()];
  }

  private static byte[][] heads(FailureCode code) {
    byte[][] heads = new byte[Language.values().length][];
    for (Language language : Language.values()) {
      heads[language.ordinal()] = head(code, Status.of(code.kind()), language);
    }
    return heads;
  }

  private static byte[] head(FailureCode code, Status status, Language language) {
    String words = code.name().toLowerCase(Locale.ROOT);
    String title = code.name().charAt(0) + words.substring(1).replace('_', ' ');
    return ("{\"type\":\"/errors/"
            + words.replace('_', '-')
            + "\",\"title\":"
            + Json.text(title)
            + ",\"status\":"
            + status.code()
            + ",\"code\":"
            + status.code()
            + ",\"message\":"
            + Json.text(language.of(status.message()))
            + ",\"detail\":"
            + Json.text(language.of(code.detail()))
            + ",\"error\":\""
            + code.name()
            + '"')
        .getBytes(UTF_8);
  }

  private static byte[] quoted(String text) {
    return JsonStringEncoder.getInstance().quoteAsUTF8(text);
  }

  private static Buffer append(Buffer body, String text) {
    return body.appendString(text);
  }
}
