package io.floodgate.ranking;

import static org.assertj.core.api.Assertions.assertThat;

import io.floodgate.base.ProductId;
import io.floodgate.outbox.Place;
import io.floodgate.ranking.Decision.Arrived;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which messages of a partition are counted, and as what. */
class DecisionTest {

  private static final BusinessDays DAYS = new BusinessDays(ZoneId.of("Asia/Seoul"));
  private static final Instant NOON = Instant.parse("2026-11-20T03:00:00Z");
  private static final Instant LATER = Instant.parse("2026-11-20T15:00:00Z"); // the next day
  private static final Snapshot OLD = Snapshot.parse("100:100:");
  private static final ProductId PEN = new ProductId(1);
  private static final ProductId INK = new ProductId(2);

  private static Place place(long sequence, long transaction) {
    return new Place(1, sequence, 1, transaction, false);
  }

  private static Arrived sold(long offset, Place place, Instant at, ProductId product, long units) {
    return new Arrived(
        offset, Optional.of(new Sold(place, at, List.of(new Sold.Units(product, units)))));
  }

  private static Arrived pen(long offset, long sequence) {
    return sold(offset, place(sequence, 500), NOON, PEN, 1);
  }

  private static Decision decide(String before, Arrived... messages) {
    return Decision.of(List.of(messages), Applied.parse(before), OLD, DAYS, 1_000);
  }

  private static long pens(Decision decision) {
    return decision.tally().units().getOrDefault(DAYS.dayOf(NOON), Map.of()).getOrDefault(PEN, 0L);
  }

  @Test
  void addsUpManyEventsByDayHourAndProduct() {
    Decision decision =
        decide(
            "",
            sold(7, place(1, 500), NOON, PEN, 3),
            sold(8, place(2, 500), NOON, PEN, -1),
            sold(9, place(3, 500), NOON, INK, 5),
            sold(10, place(4, 500), LATER, PEN, -2));

    assertThat(decision.taken()).isEqualTo(4);
    assertThat(decision.after().text()).isEqualTo("11 1.4.1");
    assertThat(decision.tally().units())
        .isEqualTo(
            Map.of(
                DAYS.dayOf(NOON), Map.of(PEN, 2L, INK, 5L),
                DAYS.hourOf(NOON), Map.of(PEN, 2L, INK, 5L),
                DAYS.dayOf(LATER), Map.of(PEN, -2L),
                DAYS.hourOf(LATER), Map.of(PEN, -2L)));
  }

  @Test
  void passesOverWhatKafkaDeliversAgain() {
    Decision decision = decide("9 1.2.1", pen(7, 1), pen(8, 2), pen(9, 3));
    assertThat(decision.taken()).isEqualTo(3);
    assertThat(pens(decision)).isEqualTo(1);
    assertThat(decision.after().text()).isEqualTo("10 1.3.1");

    Decision nothing = decide("10 1.3.1", pen(7, 1), pen(8, 2), pen(9, 3));
    assertThat(nothing.taken()).isEqualTo(3);
    assertThat(pens(nothing)).isZero();
    assertThat(nothing.after().isPast(Applied.parse("10"))).isFalse();
  }

  @Test
  void passesOverWhatTheRelaySendsAgain() {
    Decision decision = decide("10 1.3.1", pen(10, 2), pen(11, 3), pen(12, 4), pen(13, 4));
    assertThat(decision.taken()).isEqualTo(4);
    assertThat(pens(decision)).isEqualTo(1);
    assertThat(decision.after().text()).isEqualTo("14 1.4.1");
  }

  @Test
  void passesOverWhatIsRepublishedAndWhatWasBuiltIn() {
    Place republished = new Place(1, 5, 1, 500, true);
    Decision decision =
        decide(
            "",
            sold(0, republished, NOON, PEN, 1),
            sold(1, place(6, 99), NOON, PEN, 10),
            sold(2, place(7, 100), NOON, PEN, 100));
    assertThat(pens(decision)).isEqualTo(100);
    assertThat(decision.after().text()).isEqualTo("3 1.7.1");
  }

  @Test
  void whatCannotBeReadHasItsOffsetAllTheSame() {
    Decision decision = decide("7", pen(7, 1), new Arrived(8, Optional.empty()), pen(9, 2));
    assertThat(decision.taken()).isEqualTo(3);
    assertThat(pens(decision)).isEqualTo(2);
  }

  @Test
  void stopsInFrontOfAGap() {
    Decision decision = decide("7", pen(7, 1), pen(9, 2));
    assertThat(decision.taken()).isEqualTo(1);
    assertThat(pens(decision)).isEqualTo(1);
    assertThat(decide("7", pen(8, 1)).taken()).isZero();
  }

  @Test
  void leavesTheRestForTheNextTimeWhenItHasEnough() {
    List<Arrived> many = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      many.add(sold(i, place(i + 1, 500), NOON, new ProductId(i + 1), 1));
    }
    Decision decision = Decision.of(many, Applied.nothing(), OLD, DAYS, 20);
    assertThat(decision.taken()).isEqualTo(10); // each counts in a day and in an hour
    Decision rest = Decision.of(many.subList(10, 100), decision.after(), OLD, DAYS, 1_000);
    assertThat(rest.taken()).isEqualTo(90);
  }

  @Test
  void theSameMessagesTwiceInOneBatchCountOnce() {
    Decision decision = decide("7", pen(7, 1), pen(8, 2), pen(7, 1), pen(8, 2));
    assertThat(decision.taken()).isEqualTo(4);
    assertThat(pens(decision)).isEqualTo(2);
  }
}
