package io.floodgate.db;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who waits for which look, and what becomes of them. */
class CrowdTest {

  private final List<String> questions = new ArrayList<>();
  private final List<Promise<String>> looks = new ArrayList<>();
  private final Crowd<String, String> crowd =
      new Crowd<>(
          question -> {
            questions.add(question);
            looks.add(Promise.promise());
            return looks.getLast().future();
          });

  private List<Future<String>> ask(String question, int times) {
    List<Future<String>> answers = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      answers.add(crowd.ask(question));
    }
    return answers;
  }

  @Test
  void aCrowdMakesTwoLooks() {
    Future<String> first = crowd.ask("a");
    List<Future<String>> others = ask("a", 200);
    assertThat(questions).containsExactly("a");

    looks.getFirst().complete("one");
    assertThat(first.result()).isEqualTo("one");
    assertThat(others).noneMatch(Future::isComplete);
    looks.get(1).complete("two");

    assertThat(questions).containsExactly("a", "a");
    assertThat(others).allMatch(answer -> answer.result().equals("two"));
  }

  @Test
  void nobodyIsToldWhatALookFoundThatBeganBeforeTheyAsked() {
    crowd.ask("a");
    Future<String> second = crowd.ask("a");
    looks.get(0).complete("one");
    Future<String> third = crowd.ask("a");
    looks.get(1).complete("two");
    looks.get(2).complete("three");

    assertThat(second.result()).isEqualTo("two");
    assertThat(third.result()).isEqualTo("three");
  }

  @Test
  void differentQuestionsDoNotMeet() {
    Future<String> a = crowd.ask("a");
    Future<String> b = crowd.ask("b");
    looks.get(1).complete("of b");

    assertThat(b.result()).isEqualTo("of b");
    assertThat(a.isComplete()).isFalse();
  }

  @Test
  void aFailureIsThatOfItsGroupAlone() {
    Future<String> first = crowd.ask("a");
    List<Future<String>> others = ask("a", 3);
    looks.get(0).fail("broken");
    assertThat(first.failed()).isTrue();
    Future<String> last = crowd.ask("a");
    looks.get(1).complete("two");
    assertThat(others).allMatch(answer -> answer.result().equals("two"));
    looks.get(2).complete("three");

    assertThat(last.result()).isEqualTo("three");
  }

  @Test
  void whatIsThrownIsAFailureAndTheNextIsLookedUpAgain() {
    List<String> asked = new ArrayList<>();
    Crowd<String, String> refusing =
        new Crowd<>(
            question -> {
              asked.add(question);
              throw new IllegalArgumentException(question);
            });

    assertThat(refusing.ask("a").cause()).hasMessage("a");
    assertThat(refusing.ask("a").cause()).hasMessage("a");
    assertThat(asked).hasSize(2);
  }

  @Test
  void oneThatComesAfterAllWereAnsweredBeginsAnew() {
    ask("a", 2);
    looks.get(0).complete("one");
    looks.get(1).complete("two");
    Future<String> next = crowd.ask("a");
    looks.get(2).complete("three");

    assertThat(next.result()).isEqualTo("three");
    assertThat(looks).hasSize(3);
  }
}
