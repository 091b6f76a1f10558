package io.floodgate.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class StepsTest {

  private static final Vertx VERTX = Vertx.vertx();

  @AfterAll
  static void close() throws TimeoutException {
    VERTX.close().await(5, TimeUnit.SECONDS);
  }

  /** As an answer of a store: it comes later. */
  private static <T> Future<T> later(T value) {
    Promise<T> promise = Promise.promise();
    VERTX.runOnContext(_ -> promise.complete(value));
    return promise.future();
  }

  @Test
  void goesOnUntilThereIsNoMore() throws TimeoutException {
    AtomicInteger steps = new AtomicInteger();
    Steps.whileMore(() -> later(steps.incrementAndGet() < 100_000)).await(20, TimeUnit.SECONDS);
    assertThat(steps).hasValue(100_000);
  }

  @Test
  void endsWithTheStepThatFailsOrThrows() {
    AtomicInteger steps = new AtomicInteger();
    Future<Void> failed =
        Steps.whileMore(
            () -> steps.incrementAndGet() < 3 ? Future.succeededFuture(true) : failing("third"));
    assertThat(failed.cause()).hasMessage("third");

    Future<Void> thrown =
        Steps.whileMore(
            () -> {
              throw new IllegalStateException("thrown");
            });
    assertThat(thrown.cause()).hasMessage("thrown");
    assertThat(steps).hasValue(3);
  }

  @Test
  void doesAllAFewAtOnceAndReportsTheFirstFailure() {
    List<Promise<Void>> begun = new ArrayList<>();
    List<Integer> all = IntStream.rangeClosed(1, 5).boxed().toList();
    Future<Void> done =
        Steps.forEach(
            all,
            2,
            number -> {
              if (number == 4) {
                throw new IllegalStateException("fourth");
              }
              Promise<Void> promise = Promise.promise();
              begun.add(promise);
              return promise.future();
            });

    assertThat(begun).hasSize(2);
    begun.get(0).complete();
    assertThat(begun).hasSize(3);
    begun.get(1).fail("second");
    assertThat(begun).hasSize(4);
    assertThat(done.isComplete()).isFalse();
    begun.get(2).complete();
    begun.get(3).complete();
    assertThat(done.cause()).hasMessage("second");
  }

  @Test
  void hasNothingToDoForNone() {
    assertThat(Steps.forEach(List.of(), 3, _ -> Future.failedFuture("never")).succeeded()).isTrue();
  }

  private static Future<Boolean> failing(String message) {
    return Future.failedFuture(message);
  }
}
