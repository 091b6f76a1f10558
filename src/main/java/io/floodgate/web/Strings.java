package io.floodgate.web;

import io.floodgate.base.FailureCode;
import io.floodgate.base.Text;

/**
 * What a text of a request may be: not blank, and nothing in it that a database or a terminal takes
 * amiss.
 *
 * @param max in characters (code points)
 * @param code the failure that a text that is not allowed, or another type, has
 */
record Strings(int max, FailureCode code) {

  boolean allow(String text) {
    return !text.isBlank()
        && text.codePointCount(0, text.length()) <= max
        && text.codePoints().noneMatch(Strings::isForbidden);
  }

  Text detail() {
    return new Text(
        "제어 문자 없이 1자 이상 " + max + "자 이하의 문자열이어야 합니다.",
        "This has to be a text of 1 to " + max + " characters with no control characters.");
  }

  /** PostgreSQL refuses NUL; half a surrogate pair has no UTF-8. */
  private static boolean isForbidden(int codePoint) {
    return Character.isISOControl(codePoint) || Character.getType(codePoint) == Character.SURROGATE;
  }
}
