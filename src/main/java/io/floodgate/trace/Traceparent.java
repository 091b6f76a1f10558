package io.floodgate.trace;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A W3C trace context, {@code 00-<trace id>-<parent id>-<flags>}. Where no step of our own is
 * recorded, a caller's context is passed on as it came.
 */
public record Traceparent(String text) {

  private static final int LENGTH = 55;
  private static final HexFormat HEX = HexFormat.of();

  /**
   * The caller's context, if it is a valid one.
   *
   * @param header null if there is none
   */
  public static Optional<Traceparent> given(String header) {
    return header != null && isValid(header)
        ? Optional.of(new Traceparent(header))
        : Optional.empty();
  }

  /** A new one, of which nothing is recorded: it is there to be quoted. */
  public static Traceparent unsampled() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    StringBuilder text = new StringBuilder(LENGTH).append("00-");
    text.append(HEX.toHexDigits(random.nextLong()));
    text.append(HEX.toHexDigits(random.nextLong() | 1)); // all zeros would be invalid
    text.append('-').append(HEX.toHexDigits(random.nextLong() | 1)).append("-00");
    return new Traceparent(text.toString());
  }

  static Traceparent sampled(String traceId, String spanId) {
    return new Traceparent("00-" + traceId + '-' + spanId + "-01");
  }

  /** Whether whoever began the trace has it recorded. */
  public boolean isSampled() {
    return isSampled(text);
  }

  static boolean isSampled(String text) {
    return text.length() == LENGTH
        && (Character.digit(text.charAt(LENGTH - 1), 16) & 1) == 1
        && isValid(text);
  }

  SpanContext context() {
    return SpanContext.createFromRemoteParent(
        traceId(), text.substring(36, 52), TraceFlags.fromHex(text, 53), TraceState.getDefault());
  }

  /** The 32 hexadecimal digits that clients quote and the log repeats. */
  public String traceId() {
    return text.substring(3, 35);
  }

  /** The same of what came with a message; empty if it is no context. */
  public static String traceIdOf(String text) {
    return isValid(text) ? text.substring(3, 35) : "";
  }

  private static boolean isValid(String text) {
    return text.length() == LENGTH
        && text.startsWith("00-")
        && text.charAt(35) == '-'
        && text.charAt(52) == '-'
        && isIdentifier(text, 3, 35)
        && isIdentifier(text, 36, 52)
        && isHex(text, 53, LENGTH);
  }

  private static boolean isIdentifier(String text, int from, int to) {
    if (!isHex(text, from, to)) {
      return false;
    }
    for (int i = from; i < to; i++) {
      if (text.charAt(i) != '0') {
        return true;
      }
    }
    return false;
  }

  private static boolean isHex(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (!(c >= '0' && c <= '9' || c >= 'a' && c <= 'f')) {
        return false;
      }
    }
    return true;
  }
}
