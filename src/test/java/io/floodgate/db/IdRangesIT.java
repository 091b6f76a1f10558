package io.floodgate.db;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import io.floodgate.base.IdMaker;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IdRangesIT {

  private final TestDatabase on = TestDatabase.create();
  private final IdRanges oneNode = new IdRanges(on.database().transactions());
  private final IdRanges otherNode =
      new IdRanges(on.database().longTransactions(Duration.ofSeconds(10)));

  @AfterEach
  void close() {
    on.close();
  }

  private IdMaker.Range take(IdRanges node) {
    return on.await(node::take);
  }

  /** More ranges than slots, so that each slot is taken several times over. */
  @Test
  void neverOverlapHoweverManyNodesTakeThem() {
    List<Future<IdMaker.Range>> taken =
        IntStream.range(0, 200)
            .boxed()
            .flatMap(i -> Stream.of(on.onLoop(oneNode::take), on.onLoop(otherNode::take)))
            .toList();

    assertThat(taken.stream().map(on::await).collect(groupingBy(IdMaker.Range::slot)).values())
        .hasSize(64)
        .allSatisfy(IdRangesIT::assertApart);
  }

  private static void assertApart(List<IdMaker.Range> ranges) {
    List<IdMaker.Range> inOrder =
        ranges.stream().sorted(Comparator.comparing(IdMaker.Range::from)).toList();
    for (int i = 1; i < inOrder.size(); i++) {
      assertThat(inOrder.get(i).from()).isGreaterThanOrEqualTo(inOrder.get(i - 1).until());
    }
  }

  @Test
  void beginWithTheDatabasesClock() {
    IdMaker.Range range = take(oneNode);
    long now = Clock.systemUTC().millis() - IdMaker.EPOCH_MILLIS;

    assertThat(range.from()).isBetween(now - 60_000, now + 60_000);
    assertThat(range.until() - range.from()).isEqualTo(Duration.ofMinutes(2).toMillis());
  }

  @Test
  void neverGoBackWhenTheDatabasesClockDoes() {
    long future = Clock.systemUTC().millis() - IdMaker.EPOCH_MILLIS + 3_600_000;
    on.sql().run("UPDATE id_range SET taken_until = " + future);

    assertThat(take(oneNode).from()).isEqualTo(future);
  }

  @Test
  void areTakenAheadOnlyWhenThePresentOneRunsLow() {
    IdMaker.Range range = take(oneNode);
    IdMaker ids = new IdMaker(range);
    Clock early = at(range.from());
    Clock late = at(range.until() - 1_000);

    on.await(() -> oneNode.keepUp(ids, early));
    assertThat(ids.isRunningLow(late.millis())).isTrue();
    on.await(() -> oneNode.keepUp(ids, late));
    assertThat(ids.isRunningLow(late.millis())).isFalse();
  }

  private static Clock at(long millis) {
    return Clock.fixed(Instant.ofEpochMilli(IdMaker.EPOCH_MILLIS + millis), ZoneOffset.UTC);
  }
}
