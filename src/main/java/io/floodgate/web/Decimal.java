package io.floodgate.web;

import java.util.OptionalLong;

/** Integers as they stand in paths and queries: digits only, in one spelling. */
final class Decimal {

  private static final int MAX_DIGITS = 18;

  private Decimal() {}

  /** Empty for a sign, a leading zero, a space, or more digits than any of our numbers has. */
  static OptionalLong parse(String text) {
    int length = text.length();
    if (length == 0 || length > MAX_DIGITS || length > 1 && text.charAt(0) == '0') {
      return OptionalLong.empty();
    }
    long value = 0;
    for (int i = 0; i < length; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return OptionalLong.empty();
      }
      value = value * 10 + digit;
    }
    return OptionalLong.of(value);
  }
}
