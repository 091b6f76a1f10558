package io.floodgate.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.floodgate.ops.EventTail.Thing;
import io.floodgate.ops.EventTail.Told;
import io.floodgate.outbox.Aggregate;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventTailTest {

  private static Told order(long id, long version) {
    return new Told(Aggregate.ORDER, id, version);
  }

  @Test
  void takesWhatComesAgainForWhatItIs() {
    EventTail tail =
        EventTail.of(List.of(order(1, 1), order(1, 2), order(1, 1), order(1, 2), order(1, 3)));

    assertThat(tail.outOfOrder()).isEmpty();
    assertThat(tail.told()).hasSize(3);
    assertThat(tail.newestVersions()).containsEntry(new Thing(Aggregate.ORDER, 1), 3L);
  }

  @Test
  void startsAnywhereInTheLifeOfAThing() {
    assertThat(EventTail.of(List.of(order(1, 7), order(2, 1), order(1, 8))).outOfOrder()).isEmpty();
  }

  @Test
  void namesAVersionThatWasLeftOut() {
    assertThat(EventTail.of(List.of(order(1, 1), order(1, 3))).outOfOrder())
        .containsExactly("ORDER 1 version 3 came after version 1");
  }

  @Test
  void namesAVersionThatCameTooLate() {
    assertThat(EventTail.of(List.of(order(1, 2), order(1, 1))).outOfOrder())
        .containsExactly("ORDER 1 version 1 came after version 2");
  }

  @Test
  void countsWhatIsNoEvent() {
    EventTail tail = EventTail.of(List.of(EventTail.FOREIGN, order(1, 1), EventTail.FOREIGN));

    assertThat(tail.foreign()).hasSize(2);
    assertThat(tail.told()).containsExactly(order(1, 1));
  }

  @Test
  void holdsWhatItHasRead() {
    EventTail tail = EventTail.of(List.of(order(1, 1), order(2, 1)));

    assertThat(tail.holds(List.of(order(2, 1)))).isTrue();
    assertThat(tail.holds(List.of(order(2, 1), order(3, 1)))).isFalse();
  }
}
