package io.floodgate.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {

  @Test
  void givesItsPartsBack() {
    Instant created = Instant.parse("2026-11-20T01:02:03.456789Z");

    assertThat(Cursor.parts(Cursor.of(created, 42L), 2)).containsExactly(created.toString(), "42");
    assertThat(Cursor.parts(Cursor.of("운동화 % _ \\ 👟", -1L), 2))
        .containsExactly("운동화 % _ \\ 👟", "-1");
    assertThat(Cursor.parts(Cursor.of("", ""), 2)).containsExactly("", "");
  }

  @Test
  void standsInAUrlAsItIs() {
    assertThat(Cursor.of("???>>>~~~ÿÿÿ", Long.MAX_VALUE)).matches("[A-Za-z0-9_-]+");
  }

  @Test
  void isANumberOrWhatStandsForNone() {
    assertThat(Cursor.number(Optional.of(Cursor.of(17L)), 99)).isEqualTo(17);
    assertThat(Cursor.number(Optional.empty(), 99)).isEqualTo(99);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "!", "abc", "한글", "NDI", "bm90IGEgY3Vyc29y", "===="})
  void refusesWhatItDidNotMake(String foreign) {
    assertRefused(() -> Cursor.parts(foreign, 1));
  }

  @Test
  void refusesACursorOfAnotherList() {
    assertRefused(() -> Cursor.parts(Cursor.of("a", 1L), 1));
    assertRefused(() -> Cursor.parts(Cursor.of(1L), 2));
    assertRefused(() -> Cursor.number(Optional.of(Cursor.of("a")), 0));
    assertRefused(() -> Cursor.number(Optional.of(Cursor.of("92233720368547758070")), 0));
  }

  @Test
  void refusesWhatNoDatabaseTakes() {
    assertRefused(() -> Cursor.parts(Cursor.of("a\0b", 1L), 2));
    byte[] notUtf8 = {'a', (byte) 0xFF, 0x1f};
    assertRefused(
        () -> Cursor.parts(Base64.getUrlEncoder().withoutPadding().encodeToString(notUtf8), 1));
  }

  private static void assertRefused(ThrowingCallable reading) {
    Refusals.assertRefusedAt("?cursor", CommonFailure.INVALID_CURSOR, reading);
  }
}
