package io.floodgate.webhook;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * What the platform answered to a post.
 *
 * @param retryAfter the header of this name, as it came
 */
record Reply(int status, Optional<String> retryAfter) {

  /** What it means for the events. */
  enum Meaning {
    ACCEPTED,
    /** It is about these events, and would be the same again. */
    REFUSED,
    /** Another attempt may end better. */
    FAILED
  }

  /**
   * Only what speaks of the body refuses it. All else is treated as if the platform were down, a
   * wrong secret (401, 403), a wrong path (404, 410) and a redirection too: an operator can mend
   * them, and until then they would empty whole topics into the dead letters.
   */
  Meaning meaning() {
    if (status >= 200 && status < 300) {
      return Meaning.ACCEPTED;
    }
    return status == 413 || status == 422 ? Meaning.REFUSED : Meaning.FAILED;
  }

  /**
   * How long the platform asks to be left alone: seconds, or a date.
   *
   * @return not negative; zero when it does not ask, or in no way that can be read
   */
  Duration pause(Instant now) {
    return retryAfter.map(text -> read(text.strip(), now)).orElse(Duration.ZERO);
  }

  private static Duration read(String text, Instant now) {
    try {
      if (text.matches("\\d{1,9}")) {
        return Duration.ofSeconds(Long.parseLong(text));
      }
      Instant until = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return until.isAfter(now) ? Duration.between(now, until) : Duration.ZERO;
    } catch (DateTimeException e) {
      return Duration.ZERO; // no reason to wait that we understand
    }
  }
}
