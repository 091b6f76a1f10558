package io.floodgate.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class IdMakerTest {

  private static final int SEQUENCES = 64;
  private static final long MINUTE = 60_000;

  /** The clock at so many milliseconds since the ids' epoch. */
  private static long clock(long millis) {
    return IdMaker.EPOCH_MILLIS + millis;
  }

  private static IdMaker maker(int slot, long from, long until) {
    return new IdMaker(new IdMaker.Range(slot, from, until));
  }

  private static long millisOf(long id) {
    return id >> 12;
  }

  private static long[] take(IdMaker ids, int count, long clock) {
    return LongStream.generate(() -> ids.next(clock)).limit(count).toArray();
  }

  private static void assertDistinct(LongStream... ids) {
    long[] all = Arrays.stream(ids).flatMapToLong(stream -> stream).sorted().toArray();
    assertThat(LongStream.range(1, all.length).filter(i -> all[(int) i] == all[(int) i - 1]))
        .isEmpty();
  }

  @Test
  void neverMakesTwoAlikeWhateverSlotAndRange() {
    int count = 1_000_000;
    long[] one = take(maker(3, 0, MINUTE), count, clock(10));
    long[] otherSlot = take(maker(4, 0, MINUTE), count, clock(10));
    long[] laterRange = take(maker(3, MINUTE, 2 * MINUTE), count, clock(10));

    assertDistinct(Arrays.stream(one), Arrays.stream(otherSlot), Arrays.stream(laterRange));
  }

  @Test
  void neverMakesTwoAlikeInManyThreads() throws Exception {
    IdMaker ids = maker(0, 0, MINUTE);
    ids.add(new IdMaker.Range(1, MINUTE, 2 * MINUTE));
    Callable<long[]> worker =
        () ->
            IntStream.range(0, 250_000)
                .mapToLong(i -> ids.next(clock(MINUTE - 1_000 + i / 200)))
                .toArray();

    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<long[]>> made = threads.invokeAll(List.of(worker, worker, worker, worker));
      assertDistinct(
          made.stream().map(Future::resultNow).map(Arrays::stream).toArray(LongStream[]::new));
    }
  }

  @Test
  void staysExactForJavaScriptUntilTheYear2095() {
    long end = 1L << 41;
    long last = take(maker(63, end - 1, end), SEQUENCES, clock(end - 1))[0] | 63;

    assertThat(last).isEqualTo(Id.MAX_VALUE);
    assertThat(LongStream.of(take(maker(0, 1, 2), SEQUENCES, clock(1)))).allMatch(id -> id > 0);
  }

  @Test
  void growsWithTime() {
    IdMaker ids = maker(5, 0, MINUTE);

    long[] made = LongStream.range(1, 1_000).map(millis -> ids.next(clock(millis))).toArray();

    assertThat(made).isSorted();
    assertThat(LongStream.of(made).map(IdMakerTest::millisOf))
        .containsExactly(LongStream.range(1, 1_000).boxed().toArray(Long[]::new));
  }

  @Test
  void borrowsFromTheFutureOfItsRangeInABurst() {
    long[] made = take(maker(5, 0, MINUTE), 10 * SEQUENCES, clock(100));

    assertThat(millisOf(made[made.length - 1])).isEqualTo(109);
    assertDistinct(Arrays.stream(made));
  }

  @Test
  void makesNoTwoAlikeWhenTheClockGoesBack() {
    IdMaker ids = maker(5, 0, MINUTE);
    long[] before = take(ids, 1_000, clock(30_000));
    long[] after = take(ids, 1_000, clock(10));
    long[] again = take(ids, 1_000, clock(30_000));

    assertDistinct(Arrays.stream(before), Arrays.stream(after), Arrays.stream(again));
  }

  @Test
  void usesUpItsRangeWhenTheClockHasLeftItAndNoOtherIsAtHand() {
    IdMaker ids = maker(5, 0, 10);

    long[] all = take(ids, 10 * SEQUENCES, clock(10 * MINUTE));

    assertDistinct(Arrays.stream(all));
    assertThat(LongStream.of(all)).allMatch(id -> millisOf(id) < 10);
    assertUnavailable(ids);
  }

  @Test
  void entersTheNextRangeWhenTheClockLeavesThePresentOne() {
    IdMaker ids = maker(5, 0, 10);
    ids.add(new IdMaker.Range(6, 10, 20));

    assertThat(millisOf(ids.next(clock(15)))).isEqualTo(15);
  }

  @Test
  void entersTheNextRangeWhenThePresentOneIsUsedUp() {
    IdMaker ids = maker(5, 0, 2);
    ids.add(new IdMaker.Range(6, 2, 4));

    assertDistinct(Arrays.stream(take(ids, 4 * SEQUENCES, clock(0))));
    assertUnavailable(ids);
    ids.add(new IdMaker.Range(7, 4, 6));
    assertThat(millisOf(ids.next(clock(0)))).isEqualTo(4);
  }

  @Test
  void refusesAnIdOutsideItsRangesRatherThanGuess() {
    IdMaker ids = maker(5, 0, 10);
    ids.add(new IdMaker.Range(6, 10, 20));

    long[] all = take(ids, 10 * SEQUENCES, clock(MINUTE));

    assertDistinct(Arrays.stream(all));
    assertThat(LongStream.of(all)).allMatch(id -> millisOf(id) < 20);
  }

  @Test
  void asksForTheNextRangeWhenHalfOfThePresentIsBehind() {
    IdMaker ids = maker(5, 0, 1_000);

    assertThat(ids.isRunningLow(clock(500))).isFalse();
    assertThat(ids.isRunningLow(clock(501))).isTrue();
    ids.add(new IdMaker.Range(6, 1_000, 2_000));
    assertThat(ids.isRunningLow(clock(501))).isFalse();
  }

  @Test
  void asksForTheNextRangeWhenABurstHasUsedHalfOfThePresentUp() {
    IdMaker ids = maker(5, 0, 10);
    take(ids, 7 * SEQUENCES, clock(0));

    assertThat(ids.isRunningLow(clock(0))).isTrue();
  }

  @Test
  void startsAnywhereInAMillisecondSoThatAnIdDoesNotTellHowMany() {
    IdMaker ids = maker(5, 0, MINUTE);

    long starts =
        LongStream.range(1, 2_000).map(millis -> ids.next(clock(millis)) & 63).distinct().count();

    assertThat(starts).isGreaterThan(SEQUENCES / 2);
  }

  private static void assertUnavailable(IdMaker ids) {
    Refusals.assertRefused(CommonFailure.UNAVAILABLE, () -> ids.next(clock(0)));
  }
}
