package io.floodgate.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read from headers: language, trace, entity tags. */
class HeadersTest {

  private static final String VALID = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "en|ENGLISH",
        "EN-us|ENGLISH",
        "en-US,en;q=0.9,ko;q=0.8|ENGLISH",
        "ko-KR,ko;q=0.9,en;q=0.8|KOREAN",
        "en;q=0.5, ko|KOREAN",
        "fr, en;q=0.1|ENGLISH",
        "fr|KOREAN",
        "*|KOREAN",
        "en;q=nonsense|KOREAN",
        "''|KOREAN"
      })
  void theBetterLikedLanguageWins(String header, Language expected) {
    assertThat(Language.preferredBy(header)).isEqualTo(expected);
  }

  @Test
  void koreanIsTheDefault() {
    assertThat(Language.preferredBy(null)).isEqualTo(Language.KOREAN);
  }

  @Test
  void aValidTraceIsPassedOn() {
    assertThat(Trace.of(VALID).traceparent()).isEqualTo(VALID);
    assertThat(Trace.of(VALID).id()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-extra",
        "00-4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7-01"
      })
  void anythingElseGetsATraceOfItsOwn(String header) {
    Trace trace = Trace.of(header);
    assertThat(trace.traceparent()).isNotEqualTo(header).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01");
    assertThat(Trace.of(trace.traceparent())).isEqualTo(trace);
  }

  @Test
  void aTagChangesWithTheContent() {
    String tag = EntityTag.of(new byte[] {1, 2});
    assertThat(tag).matches("W/\"[0-9a-f]+\"").isEqualTo(EntityTag.of(new byte[] {1, 2}));
    assertThat(tag).isNotEqualTo(EntityTag.of(new byte[] {2, 1}));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "W/\"a\"|true",
        "\"a\"|true",
        "\"x\", W/\"a\" |true",
        "*|true",
        "\"b\"|false",
        "a|false",
        "''|false"
      })
  void tagsAreComparedWeakly(String ifNoneMatch, boolean matches) {
    assertThat(EntityTag.matches(ifNoneMatch, "W/\"a\"")).isEqualTo(matches);
  }
}
