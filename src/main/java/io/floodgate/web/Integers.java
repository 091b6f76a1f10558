package io.floodgate.web;

import io.floodgate.base.FailureCode;
import io.floodgate.base.Id;
import io.floodgate.base.Text;
import java.util.Locale;

/**
 * What an integer of a request may be, both ends included.
 *
 * @param code the failure that a value out of range, or of another type, has
 */
record Integers(long min, long max, FailureCode code) {

  static Integers id(FailureCode code) {
    return new Integers(1, Id.MAX_VALUE, code);
  }

  boolean allow(long value) {
    return value >= min && value <= max;
  }

  Text detail() {
    return new Text(
        String.format(Locale.ROOT, "%,d 이상 %,d 이하의 정수여야 합니다.", min, max),
        String.format(Locale.ROOT, "This has to be an integer from %,d to %,d.", min, max));
  }
}
