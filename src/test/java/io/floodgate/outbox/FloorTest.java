package io.floodgate.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.floodgate.outbox.Floor.Mark;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class FloorTest {

  private static final OptionalLong NOTHING_WRITTEN = OptionalLong.empty();

  private final Floor floor = new Floor();

  private static Mark mark(long allOver, long lastTaken) {
    return new Mark(allOver, lastTaken, Instant.EPOCH);
  }

  private void claimed(long allOver, long lastTaken, long transaction) {
    floor.claimed(mark(allOver, lastTaken), OptionalLong.of(transaction), true);
  }

  @Test
  void risesOnceAllThatWasBelowAClaimIsOverAndTaken() {
    claimed(100, 7, 106); // 7 was taken by one of those below 106
    claimed(101, 9, 107);
    claimed(105, 12, 111);
    assertThat(floor.batch()).isZero();

    claimed(106, 13, 113);
    assertThat(floor.batch()).isEqualTo(7);
  }

  @Test
  void waitsForTheTransactionThatTakesLong() {
    claimed(100, 7, 106);
    for (int i = 0; i < 10; i++) {
      claimed(100, 50 + i, 200 + i);
    }
    assertThat(floor.batch()).isZero();
  }

  @Test
  void staysWhileClaimsLeaveSomething() {
    claimed(100, 7, 106);
    floor.claimed(mark(110, 13), OptionalLong.of(112), false);
    assertThat(floor.batch()).isZero();
    claimed(111, 14, 113);
    assertThat(floor.batch()).isEqualTo(7);
  }

  @Test
  void claimsThatWriteNothingSayNothingOfWhoIsUnderWay() {
    for (int i = 0; i < 10; i++) {
      floor.claimed(mark(100 + i, 7), NOTHING_WRITTEN, true);
    }
    assertThat(floor.batch()).isZero();
  }

  @Test
  void risesAgainAndAgain() {
    for (int i = 1; i <= 20; i++) {
      claimed(100 + i, i, 101 + i);
    }
    assertThat(floor.batch()).isBetween(15L, 19L);
  }

  @Test
  void beginsAnewWhenItIsReset() {
    for (int i = 1; i <= 20; i++) {
      claimed(100 + i, i, 101 + i);
    }
    floor.reset();
    assertThat(floor.batch()).isZero();
    claimed(200, 30, 300);
    claimed(202, 31, 301);
    assertThat(floor.batch()).isZero();
  }
}
