package io.floodgate.db;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which keys are loaded together, and who is told what. */
class BatchLoaderTest {

  private final List<List<String>> asked = new ArrayList<>();
  private final List<Promise<Map<String, String>>> loads = new ArrayList<>();
  private final BatchLoader<String, String> loader = new BatchLoader<>(3, this::load);

  private Future<Map<String, String>> load(Set<String> keys) {
    asked.add(List.copyOf(keys));
    loads.add(Promise.promise());
    return loads.getLast().future();
  }

  /** Answers a load with such values of its keys. */
  private void answer(int load, String value) {
    Map<String, String> values = new HashMap<>();
    asked.get(load).forEach(key -> values.put(key, key + " " + value));
    loads.get(load).complete(values);
  }

  @Test
  void loadsAtOnceWhatIsAskedAlone() {
    Future<Optional<String>> a = loader.get("a");
    assertThat(asked).containsExactly(List.of("a"));
    answer(0, "one");
    assertThat(a.result()).contains("a one");
  }

  @Test
  void whatIsAskedMeanwhileIsLoadedTogetherEachKeyOnce() {
    loader.get("a");
    Future<Optional<String>> b = loader.get("b");
    Future<Optional<String>> c = loader.get("c");
    Future<Optional<String>> again = loader.get("b");
    answer(0, "one");

    assertThat(asked).containsExactly(List.of("a"), List.of("b", "c"));
    assertThat(List.of(b, c, again)).noneMatch(Future::isComplete);
    answer(1, "two");
    assertThat(b.result()).contains("b two");
    assertThat(c.result()).contains("c two");
    assertThat(again.result()).contains("b two");
  }

  @Test
  void isIdleWhileNobodyWaits() {
    assertThat(loader.isIdle()).isTrue();
    loader.get("a");
    loader.get("b");
    assertThat(loader.isIdle()).isFalse();
    answer(0, "one");
    assertThat(loader.isIdle()).isFalse();
    loads.get(1).fail("the store is away");
    assertThat(loader.isIdle()).isTrue();
  }

  @Test
  void nobodyIsToldWhatWasReadBeforeTheyAsked() {
    loader.get("a");
    Future<Optional<String>> later = loader.get("a");
    answer(0, "old");
    assertThat(later.isComplete()).isFalse();
    answer(1, "new");
    assertThat(later.result()).contains("a new");
  }

  @Test
  void whoAsksWhenAnAnswerComesDoesNotGetTheLoadThatBeganBefore() {
    Future<Optional<String>> second = loader.get("a").compose(_ -> loader.get("a"));
    loader.get("b");
    answer(0, "old");
    answer(1, "b's");
    assertThat(second.isComplete()).isFalse();
    answer(2, "new");
    assertThat(second.result()).contains("a new");
  }

  @Test
  void aLoadHasNoMoreKeysThanItMay() {
    loader.get("first");
    IntStream.range(0, 5).forEach(i -> loader.get("k" + i));
    answer(0, "one");
    answer(1, "two");
    assertThat(asked)
        .containsExactly(List.of("first"), List.of("k0", "k1", "k2"), List.of("k3", "k4"));
  }

  @Test
  void aKeyWithoutAValueIsAnsweredEmpty() {
    Future<Optional<String>> none = loader.get("none");
    loads.getFirst().complete(Map.of());
    assertThat(none.result()).isEmpty();
  }

  @Test
  void aFailureIsThatOfItsLoadAlone() {
    Future<Optional<String>> first = loader.get("a");
    Future<Optional<String>> second = loader.get("b");
    loads.getFirst().fail("broken");
    assertThat(first.cause()).hasMessage("broken");
    answer(1, "two");
    assertThat(second.result()).contains("b two");
  }

  @Test
  void aLoadThatThrowsFails() {
    BatchLoader<String, String> broken =
        new BatchLoader<>(
            3,
            _ -> {
              throw new IllegalStateException("thrown");
            });
    assertThat(broken.get("a").cause()).hasMessage("thrown");
    assertThat(broken.get("a").cause()).hasMessage("thrown");
  }
}
