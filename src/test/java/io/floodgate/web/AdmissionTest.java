package io.floodgate.web;

import static io.floodgate.web.Priority.COUPON;
import static io.floodgate.web.Priority.FINISHING;
import static io.floodgate.web.Priority.ORDER;
import static io.floodgate.web.Priority.WATCHING;
import static org.assertj.core.api.Assertions.assertThat;

import io.floodgate.base.CommonFailure;
import io.floodgate.base.Failure;
import io.floodgate.config.Config;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AdmissionTest {

  private final AtomicLong now = new AtomicLong();
  private final Admission admission =
      new Admission(TestConfigs::admission, () -> 100, 1_000, now::get);

  @Test
  void theLesserIsRefusedFirst() {
    assertThat(allowed()).containsExactly(Priority.values());
    hold(70);
    assertThat(allowed()).containsExactly(WATCHING, FINISHING, ORDER, COUPON);
    hold(10);
    assertThat(allowed()).containsExactly(WATCHING, FINISHING, ORDER);
    hold(10);
    assertThat(allowed()).containsExactly(WATCHING, FINISHING);
    hold(10);
    assertThat(allowed()).containsExactly(WATCHING);
  }

  @ParameterizedTest
  @EnumSource
  void whatAHintAllowsIsTakenOnAndTheRestRefused(Priority priority) {
    hold(90);
    boolean room = admission.hasRoomFor(priority);
    Future<?> answer = admission.carry(priority, () -> Future.succeededFuture("done"));
    assertThat(answer.succeeded()).isEqualTo(room);
    if (!room) {
      assertThat(((Failure) answer.cause()).code()).isEqualTo(CommonFailure.OVERLOADED);
    }
    assertThat(admission.requests()).isEqualTo(90);
    assertThat(admission.admitted(priority))
        .isEqualTo((room ? 1 : 0) + (priority == FINISHING ? 90 : 0));
    assertThat(admission.refused(priority)).isEqualTo(room ? 0 : 1);
  }

  @Test
  void ofAnySmallLimitEachClassHasOne() {
    Admission small = new Admission(TestConfigs::admission, () -> 1, 1_000, now::get);
    assertThat(Stream.of(Priority.values())).allMatch(small::hasRoomFor);
  }

  @Test
  void aPlaceIsGivenBackOnceWhateverComesOfTheWork() {
    Promise<String> late = Promise.promise();
    Future<String> answer = admission.carry(ORDER, late::future);
    assertThat(admission.requests()).isEqualTo(1);
    late.complete("done");
    late.tryFail("and again");
    assertThat(answer.result()).isEqualTo("done");
    assertThat(admission.requests()).isZero();

    assertThat(admission.carry(ORDER, () -> Future.failedFuture("refused")).failed()).isTrue();
    IllegalStateException thrown = new IllegalStateException("a handler that throws");
    Future<String> failed =
        admission.carry(
            ORDER,
            () -> {
              throw thrown;
            });
    assertThat(failed.cause()).isSameAs(thrown);
    assertThat(admission.requests()).isZero();
  }

  @Test
  void slowAnswersLowerTheLimitAndQuickOnesRaiseItAgain() {
    Admission large = new Admission(AdmissionTest::adaptive, () -> 1_000, 1_000, now::get);
    answerAll(large, 40, Duration.ofMillis(150));
    assertThat(large.limit()).isGreaterThan(500);
    answerAll(large, 10, Duration.ofSeconds(5));
    assertThat(large.limit()).isEqualTo(30);
    answerAll(large, 40, Duration.ofMillis(150));
    assertThat(large.limit()).isGreaterThan(500);
  }

  @Test
  void whatOperatorsLookAtSaysNothingOfTheLimit() {
    Admission large = new Admission(AdmissionTest::adaptive, () -> 1_000, 1_000, now::get);
    answerAll(large, 40, Duration.ofMillis(150));
    int before = large.limit();
    for (int i = 0; i < 100; i++) {
      Promise<String> look = Promise.promise();
      large.carry(WATCHING, look::future);
      now.addAndGet(Duration.ofSeconds(5).toNanos());
      look.complete("all is well");
    }
    assertThat(large.limit()).isEqualTo(before);
  }

  /** Time and again as many orders as are let in, all at once, each answered after so long. */
  private void answerAll(Admission to, int times, Duration took) {
    for (int time = 0; time < times; time++) {
      List<Promise<String>> underWay = new ArrayList<>();
      now.addAndGet(1);
      while (to.hasRoomFor(ORDER)) {
        Promise<String> promise = Promise.promise();
        to.carry(ORDER, promise::future);
        underWay.add(promise);
      }
      now.addAndGet(took.toNanos());
      underWay.forEach(promise -> promise.complete("done"));
    }
  }

  private static Config.Admission adaptive() {
    return new Config.Admission(Duration.ofMillis(500), 30, Duration.ofMinutes(1), 70, 80, 90);
  }

  private void hold(int requests) {
    for (int i = 0; i < requests; i++) {
      admission.carry(FINISHING, () -> Promise.<String>promise().future());
    }
  }

  private List<Priority> allowed() {
    return Stream.of(Priority.values()).filter(admission::hasRoomFor).toList();
  }
}
