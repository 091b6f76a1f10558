package io.floodgate.web;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The W3C trace context of a request, {@code 00-<trace id>-<parent id>-<flags>}. No span of our own
 * is recorded, so a caller's context is passed on as it came.
 */
record Trace(String traceparent) {

  private static final int LENGTH = 55;
  private static final HexFormat HEX = HexFormat.of();

  /** The caller's context if it is a valid one, else a new one. */
  static Trace of(String header) {
    return header != null && isValid(header) ? new Trace(header) : fresh();
  }

  /** The 32 hexadecimal digits that clients quote and the log repeats. */
  String id() {
    return traceparent.substring(3, 35);
  }

  private static Trace fresh() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    StringBuilder text = new StringBuilder(LENGTH).append("00-");
    text.append(HEX.toHexDigits(random.nextLong()));
    text.append(HEX.toHexDigits(random.nextLong() | 1)); // all zeros would be invalid
    text.append('-').append(HEX.toHexDigits(random.nextLong() | 1)).append("-01");
    return new Trace(text.toString());
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
