package io.floodgate.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.floodgate.outbox.Floor.Mark;
import org.junit.jupiter.api.Test;

class FloorTest {

  private final Floor floor = new Floor();

  @Test
  void risesOnceAllThatHadBegunIsOverAndTaken() {
    floor.claimed(new Mark(100, 105, 7), true);
    floor.claimed(new Mark(101, 106, 9), true); // batch 7 was taken by one of those below 106
    assertThat(floor.batch()).isZero();

    floor.claimed(new Mark(105, 110, 12), true);
    assertThat(floor.batch()).isZero();
    floor.claimed(new Mark(106, 112, 13), true);
    assertThat(floor.batch()).isEqualTo(7);
  }

  @Test
  void waitsForTheTransactionThatTakesLong() {
    floor.claimed(new Mark(100, 105, 7), true);
    floor.claimed(new Mark(100, 106, 9), true);
    for (int i = 0; i < 10; i++) {
      floor.claimed(new Mark(100, 200 + i, 50 + i), true);
    }
    assertThat(floor.batch()).isZero();
  }

  @Test
  void staysWhileClaimsLeaveSomething() {
    floor.claimed(new Mark(100, 105, 7), true);
    floor.claimed(new Mark(105, 106, 9), true);
    floor.claimed(new Mark(110, 112, 13), false);
    assertThat(floor.batch()).isZero();
    floor.claimed(new Mark(111, 113, 14), true);
    assertThat(floor.batch()).isEqualTo(7);
  }

  @Test
  void risesAgainAndAgain() {
    for (int i = 1; i <= 20; i++) {
      floor.claimed(new Mark(100 + i, 101 + i, i), true);
    }
    assertThat(floor.batch()).isBetween(15L, 19L);
  }

  @Test
  void beginsAnewWhenItIsReset() {
    for (int i = 1; i <= 20; i++) {
      floor.claimed(new Mark(100 + i, 101 + i, i), true);
    }
    floor.reset();
    assertThat(floor.batch()).isZero();
    floor.claimed(new Mark(200, 201, 30), true);
    floor.claimed(new Mark(202, 203, 31), true);
    assertThat(floor.batch()).isZero();
  }
}
