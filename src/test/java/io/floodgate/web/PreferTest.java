package io.floodgate.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The {@code Prefer} header, as RFC 7240 writes it and as clients do. */
class PreferTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "return=representation",
        "Return = representation",
        "return=\"representation\"",
        "return=REPRESENTATION",
        "return=representation; foo=\"a;b,c\"",
        "handling=lenient, wait=10 , return=representation",
        "x=\"a, respond-async, \\\" , respond-async\", return=representation",
        "return=representation, return=minimal",
        ",, ;, return=representation",
      })
  void findsTheRepresentation(String header) {
    assertThat(Prefer.of(List.of(header))).isEqualTo(new Prefer(false, true, false));
  }

  @ParameterizedTest
  @ValueSource(strings = {"respond-async", "Respond-Async;x=1", "respond-async=\"\", wait=10"})
  void findsThatAnAnswerMayComeLater(String header) {
    assertThat(Prefer.of(List.of(header))).isEqualTo(new Prefer(false, false, true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "return",
        "return=everything",
        "returns=representation",
        "handling=strict; return=representation",
        "respond-async=no",
        "x=\"return=representation",
        "representation",
        "\\",
        "\"",
      })
  void ignoresWhatItDoesNotKnow(String header) {
    assertThat(Prefer.of(List.of(header))).isEqualTo(new Prefer(false, false, false));
  }

  @Test
  void readsSeveralLinesAsOne() {
    assertThat(Prefer.of(List.of("wait=5", "return=minimal", "respond-async", "return=x")))
        .isEqualTo(new Prefer(true, false, true));
  }
}
