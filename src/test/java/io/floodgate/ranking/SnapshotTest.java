package io.floodgate.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotTest {

  @Test
  void showsWhatWasOverAndNotWhatRanOrHadNotBegun() {
    Snapshot snapshot = Snapshot.parse("10:20:12,15");
    assertThat(snapshot.shows(9)).isTrue();
    assertThat(snapshot.shows(10)).isTrue();
    assertThat(snapshot.shows(12)).isFalse();
    assertThat(snapshot.shows(13)).isTrue();
    assertThat(snapshot.shows(15)).isFalse();
    assertThat(snapshot.shows(19)).isTrue();
    assertThat(snapshot.shows(20)).isFalse();
    assertThat(snapshot.shows(21)).isFalse();
    assertThat(snapshot.text()).isEqualTo("10:20:12,15");
  }

  @Test
  void readsOneWithNothingUnderWay() {
    Snapshot quiet = Snapshot.parse("754:754:");
    assertThat(quiet.shows(753)).isTrue();
    assertThat(quiet.shows(754)).isFalse();
    assertThat(Snapshot.parse("4294967301:4294967302:4294967301").shows(4294967301L)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "1:2", "a:b:", "1:2:3,", "1:2:,3", "1:2:3;4", "-1:2:"})
  void refusesWhatIsNone(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Snapshot.parse(text));
  }
}
