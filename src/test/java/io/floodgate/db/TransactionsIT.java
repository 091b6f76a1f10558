package io.floodgate.db;

import static io.floodgate.base.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.floodgate.base.CommonFailure;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TransactionsIT extends TransactionContract {

  private final Transactions transactions = on.database().transactions();

  @Override
  <T> Future<T> begin(Function<Tx, Future<T>> work) {
    return transactions.run(work);
  }

  @Override
  int connections() {
    return on.config().poolSize();
  }

  @Test
  void isUnavailableAtOnceWhenTheDatabaseIsAway() {
    try (TestDatabase away = TestDatabase.away()) {
      Transactions lost = away.database().transactions();
      Instant begun = Instant.now();

      assertRefused(
          CommonFailure.UNAVAILABLE, () -> away.await(() -> lost.run(tx -> insert(tx, 1))));
      assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(1));
    }
  }

  /** Connections are lent across event loops: an answer may come while its asker does else. */
  @Test
  void aStatementThatIsAnsweredBeforeAnybodyWaitsForItIsDone() {
    on.await(
        on.onAnotherLoop(
            () ->
                Future.all(
                    IntStream.range(0, connections())
                        .mapToObj(i -> transactions.run(tx -> tx.run("SELECT pg_sleep(0.2)")))
                        .toList())));

    String answer =
        on.await(
            () ->
                transactions.run(
                    tx -> {
                      Future<?> asked = tx.run("SELECT pg_sleep(0.02)");
                      doElse(Duration.ofMillis(200));
                      return asked.map("answered");
                    }));
    assertThat(answer).isEqualTo("answered");
  }

  private static void doElse(Duration time) {
    long begun = System.nanoTime();
    while (System.nanoTime() - begun < time.toNanos()) {
      Thread.onSpinWait();
    }
  }
}
