package io.floodgate;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

class ClosingTest {

  private final List<String> stopped = new ArrayList<>();

  private Future<?> stop(String name) {
    stopped.add(name);
    return Future.succeededFuture();
  }

  @Test
  void whatHangsIsNamedAndLeavesTimeForWhatComesAfterIt() {
    Closing closing = new Closing(Duration.ofSeconds(2));
    long began = System.nanoTime();
    closing.step("first", () -> stop("first"));
    closing.step("hanging", () -> Promise.promise().future());
    closing.step(
        "throwing",
        () -> {
          throw new IllegalStateException("a stop that fails");
        });
    closing.step("failing", () -> Future.failedFuture("a stop that fails"));
    assertThat(closing.left()).isPositive();
    closing.step("last", () -> stop("last"));

    assertThat(stopped).containsExactly("first", "last");
    assertThat(closing.hung()).containsExactly("hanging", "throwing", "failing");
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
  }

  @Test
  void whatHangsForEverEndsWithinTheTimeAndAMomentEach() {
    Closing closing = new Closing(Duration.ofMillis(100));
    for (int i = 0; i < 20; i++) {
      closing.step("hanging", () -> Promise.promise().future());
    }
    assertThat(closing.hung()).hasSize(20);
    assertThat(closing.left()).isZero();
  }

  @Test
  void aTurnThatNobodyGivesBackIsNotWaitedForForEver() throws InterruptedException {
    ReentrantLock turn = new ReentrantLock();
    Thread other = Thread.ofPlatform().start(turn::lock);
    other.join();
    Closing closing = new Closing(Duration.ofMillis(100));
    assertThat(closing.awaitTurn("the start", turn)).isFalse();
    assertThat(closing.hung()).containsExactly("the start");
    assertThat(new Closing(Duration.ofMillis(100)).awaitTurn("x", new ReentrantLock())).isTrue();
  }
}
