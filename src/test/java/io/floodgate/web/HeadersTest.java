package io.floodgate.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is read from headers: language, entity tags. */
class HeadersTest {

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
