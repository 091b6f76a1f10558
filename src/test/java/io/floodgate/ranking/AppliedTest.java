package io.floodgate.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.floodgate.outbox.Place;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AppliedTest {

  private static Place place(int shard, long sequence, int position) {
    return new Place(shard, sequence, position, 1, false);
  }

  @Test
  void beginsWithWhateverComesFirst() {
    Applied applied = Applied.nothing();
    assertThat(applied.has(0)).isFalse();
    assertThat(applied.has(700)).isFalse();
    assertThat(applied.misses(700)).isFalse();
    assertThat(applied.text()).isEmpty();
  }

  @Test
  void knowsWhatKafkaDeliversAgainAndWhatIsMissing() {
    Applied applied = Applied.nothing();
    applied.pass(41);
    assertThat(applied.has(41)).isTrue();
    assertThat(applied.has(42)).isFalse();
    assertThat(applied.misses(42)).isFalse();
    assertThat(applied.misses(43)).isTrue();
  }

  @Test
  void takesEachPlaceOnceShardByShard() {
    Applied applied = Applied.nothing();
    assertThat(applied.take(place(3, 10, 2))).isTrue();
    assertThat(applied.take(place(3, 10, 2))).isFalse();
    assertThat(applied.take(place(3, 10, 1))).isFalse();
    assertThat(applied.take(place(3, 9, 7))).isFalse();
    assertThat(applied.take(place(3, 10, 3))).isTrue();
    assertThat(applied.take(place(3, 11, 1))).isTrue();
    assertThat(applied.take(place(4, 1, 1))).isTrue();
  }

  @Test
  void isWrittenAndReadAgain() {
    Applied applied = Applied.nothing();
    applied.pass(123);
    applied.take(place(7, 5, 2));
    applied.take(place(0, 17, 3));
    assertThat(applied.text()).isEqualTo("124 0.17.3 7.5.2");

    Applied read = Applied.parse(applied.text());
    assertThat(read.text()).isEqualTo(applied.text());
    assertThat(read.has(123)).isTrue();
    assertThat(read.take(place(7, 5, 2))).isFalse();
    assertThat(read.take(place(7, 5, 3))).isTrue();
    assertThat(Applied.parse("").text()).isEmpty();
  }

  @Test
  void aCopyGoesItsOwnWay() {
    Applied applied = Applied.parse("10 1.1.1");
    Applied copy = applied.copy();
    copy.pass(10);
    copy.take(place(1, 2, 1));
    assertThat(applied.text()).isEqualTo("10 1.1.1");
    assertThat(copy.text()).isEqualTo("11 1.2.1");
    assertThat(copy.isPast(applied)).isTrue();
    assertThat(applied.isPast(copy)).isFalse();
    assertThat(applied.isPast(Applied.nothing())).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "1 2", "1 1.2", "1 1.2.3.4", " ", "1  1.1.1", "1 1.1.x"})
  void refusesWhatItDidNotWrite(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Applied.parse(text));
  }
}
