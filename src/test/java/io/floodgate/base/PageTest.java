package io.floodgate.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PageTest {

  @Test
  void goesOnAfterTheLastElementShownWhereMoreWasRead() {
    Page<Integer> page = Page.cut(List.of(1, 2, 3), 2, Object::toString);

    assertThat(page.items()).containsExactly(1, 2);
    assertThat(page.nextCursor()).contains("2");
  }

  @Test
  void endsWhereNoMoreWasRead() {
    assertThat(Page.cut(List.of(1, 2), 2, Object::toString).nextCursor()).isEmpty();
    assertThat(Page.cut(List.of(1), 2, Object::toString).nextCursor()).isEmpty();
    assertThat(Page.cut(List.<Integer>of(), 2, Object::toString)).isEqualTo(Page.whole(List.of()));
  }

  @Test
  void keepsItsPlaceWhenItsElementsBecomeOthers() {
    Page<String> page =
        Page.cut(List.of(1, 2, 3), 2, Object::toString).withTotal(7).map(i -> "n" + i);

    assertThat(page.items()).containsExactly("n1", "n2");
    assertThat(page.nextCursor()).contains("2");
    assertThat(page.totalElements()).contains(7L);
  }
}
