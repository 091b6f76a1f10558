package io.floodgate.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyTest {

  private static final Instant NOW = Instant.parse("2026-11-20T03:00:00Z");

  private static Reply reply(int status) {
    return new Reply(status, Optional.empty());
  }

  private static Duration pause(String retryAfter) {
    return new Reply(503, Optional.of(retryAfter)).pause(NOW);
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 202, 204, 299})
  void isAccepted(int status) {
    assertThat(reply(status).meaning()).isEqualTo(Reply.Meaning.ACCEPTED);
  }

  @ParameterizedTest
  @ValueSource(ints = {413, 422})
  void refusesTheseEvents(int status) {
    assertThat(reply(status).meaning()).isEqualTo(Reply.Meaning.REFUSED);
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        101, 300, 301, 302, 307, 308, 400, 401, 403, 404, 405, 407, 408, 409, 410, 415, 425, 429,
        499, 500, 501, 502, 503, 504, 599, 999
      })
  void anythingElseMayEndBetter(int status) {
    assertThat(reply(status).meaning()).isEqualTo(Reply.Meaning.FAILED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0|0",
        "7|7",
        " 120 |120",
        "Fri, 20 Nov 2026 03:00:30 GMT|30",
        "Fri, 20 Nov 2026 02:00:00 GMT|0",
        "-1|0",
        "1.5|0",
        "soon|0",
        "99999999999999999999|0",
        "Fri, 99 Nov 2026 03:00:30 GMT|0"
      })
  void saysHowLongToWaitWhereThatCanBeRead(String header, long seconds) {
    assertThat(pause(header)).isEqualTo(Duration.ofSeconds(seconds));
  }

  @Test
  void doesNotAskToWaitByItself() {
    assertThat(reply(503).pause(NOW)).isZero();
  }
}
