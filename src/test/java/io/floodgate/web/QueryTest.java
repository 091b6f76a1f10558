package io.floodgate.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.floodgate.base.CommonFailure;
import io.floodgate.base.Failure;
import io.floodgate.base.Fault;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryTest {

  @Test
  void whatIsLeftOutHasADefault() {
    Query query = Query.of(null);
    assertThat(query.limit()).isEqualTo(20);
    assertThat(query.cursor()).isEmpty();
    query.end();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0", "101", "-1", "1.0", "+5", "05", "", " 5", "x", "99999999999999999999"})
  void aLimitIsAnIntegerFromOneToAHundred(String limit) {
    Failure failure = refusal("limit=" + limit.replace(" ", "%20"), Query::limit);
    assertThat(failure.code()).isEqualTo(CommonFailure.OUT_OF_RANGE);
    assertThat(failure.faults()).extracting(Fault::pointer).containsExactly("?limit");
  }

  @Test
  void unknownAndRepeatedParametersAreFaults() {
    assertThat(refusal("limit=5&colour=red", Query::limit).faults())
        .extracting(Fault::pointer)
        .containsExactly("?colour");
    assertThat(refusal("limit=5&limit=6", Query::limit).faults())
        .extracting(Fault::pointer)
        .containsExactly("?limit");
  }

  @Test
  void aChoiceIsOneOfItsWords() {
    Map<String, Integer> choices = Map.of("-price", 1);
    Query query = Query.of("sort=-price");
    assertThat(query.choice("sort", choices)).contains(1);
    query.end();
    Failure failure = refusal("sort=PRICE", wrong -> wrong.choice("sort", choices));
    assertThat(failure.faults().getFirst().detail().english()).contains("-price");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "%00", "%20", "a%0Ab"})
  void aSearchHasSomethingThatCanBeSearchedFor(String text) {
    Strings search = new Strings(100, CommonFailure.INVALID_REQUEST);
    assertThat(refusal("q=" + text, query -> query.text("q", search)).faults())
        .extracting(Fault::pointer)
        .containsExactly("?q");
  }

  @Test
  void percentSignsHaveToMeanSomething() {
    assertThat(catchThrowableOfType(Failure.class, () -> Query.of("q=%zz")).code())
        .isEqualTo(CommonFailure.INVALID_REQUEST);
  }

  @Test
  void aCursorIsBounded() {
    assertThat(refusal("cursor=" + "a".repeat(513), Query::cursor).code())
        .isEqualTo(CommonFailure.INVALID_CURSOR);
  }

  private static Failure refusal(String text, Consumer<Query> read) {
    return catchThrowableOfType(
        Failure.class,
        () -> {
          Query query = Query.of(text);
          read.accept(query);
          query.end();
        });
  }
}
