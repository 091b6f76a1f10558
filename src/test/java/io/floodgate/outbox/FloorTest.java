package io.floodgate.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.floodgate.outbox.Floor.Mark;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FloorTest {

  private final Floor floor = new Floor();

  private static Mark mark(long allOver, long noneBegun, long lastTaken) {
    return new Mark(allOver, noneBegun, lastTaken, Instant.EPOCH);
  }

  @Test
  void risesOnceAllThatHadBegunIsOverAndTaken() {
    floor.claimed(mark(100, 105, 7), true);
    floor.claimed(mark(101, 106, 9), true); // batch 7 was taken by one of those below 106
    assertThat(floor.batch()).isZero();

    floor.claimed(mark(105, 110, 12), true);
    assertThat(floor.batch()).isZero();
    floor.claimed(mark(106, 112, 13), true);
    assertThat(floor.batch()).isEqualTo(7);
  }

  @Test
  void waitsForTheTransactionThatTakesLong() {
    floor.claimed(mark(100, 105, 7), true);
    floor.claimed(mark(100, 106, 9), true);
    for (int i = 0; i < 10; i++) {
      floor.claimed(mark(100, 200 + i, 50 + i), true);
    }
    assertThat(floor.batch()).isZero();
  }

  @Test
  void staysWhileClaimsLeaveSomething() {
    floor.claimed(mark(100, 105, 7), true);
    floor.claimed(mark(105, 106, 9), true);
    floor.claimed(mark(110, 112, 13), false);
    assertThat(floor.batch()).isZero();
    floor.claimed(mark(111, 113, 14), true);
    assertThat(floor.batch()).isEqualTo(7);
  }

  @Test
  void risesAgainAndAgain() {
    for (int i = 1; i <= 20; i++) {
      floor.claimed(mark(100 + i, 101 + i, i), true);
    }
    assertThat(floor.batch()).isBetween(15L, 19L);
  }

  @Test
  void beginsAnewWhenItIsReset() {
    for (int i = 1; i <= 20; i++) {
      floor.claimed(mark(100 + i, 101 + i, i), true);
    }
    floor.reset();
    assertThat(floor.batch()).isZero();
    floor.claimed(mark(200, 201, 30), true);
    floor.claimed(mark(202, 203, 31), true);
    assertThat(floor.batch()).isZero();
  }
}
