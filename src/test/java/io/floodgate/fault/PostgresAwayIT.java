package io.floodgate.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.floodgate.local.Postgres;
import io.floodgate.server.Client;
import io.floodgate.server.Crowd;
import io.floodgate.server.Signal;
import io.floodgate.server.TestServer;
import io.floodgate.stack.Stack;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PostgresAwayIT {

  private static final int USERS = 50;
  private static final int PRODUCTS = 10;
  private static final Duration HEALING = Duration.ofSeconds(20);

  private static final Map<String, String> TWO_LOOPS = Map.of("FLOODGATE_RUNTIME_EVENT_LOOPS", "2");

  /**
   * By the shipped configuration on two event loops: order, point and coupon lanes, 2 each; the
   * common pool; reads, 2 a loop; the invariants' one.
   */
  static final int MOST_SESSIONS = 2 + 2 + 2 + 4 + 2 * 2 + 1;

  private final Postgres postgres = Stack.shared().embedded().postgres();

  @AfterEach
  void startForOthers() {
    postgres.start();
  }

  @Test
  void aStopAndAPowerCutAreAnsweredQuicklyAndHonestlyAndHeal() {
    try (TestServer server =
            TestServer.start(TWO_LOOPS).with(USERS, 50_000_000, PRODUCTS, 1_000_000);
        Load load = Load.start(server.client(), 300, Load.shopping(USERS, PRODUCTS))) {
      awaitMore(load, 200);
      postgres.kill();
      awaitRefusals(load, 300);
      postgres.start();
      awaitMore(load, 200);
      postgres.stop();
      awaitRefusals(load, 300);
      postgres.start();
      awaitMore(load, 200);
      List<Load.Attempt> attempts = load.stop();

      assertThat(Truth.outcomes(attempts)).containsKey("503 UNAVAILABLE");
      assertHonestAndQuick(attempts);
      assertHealed(server, attempts);
    }
  }

  @Test
  void aKilledBackEndIsAnsweredHonestlyAndReplaced() {
    try (TestServer server =
            TestServer.start(TWO_LOOPS).with(USERS, 50_000_000, PRODUCTS, 1_000_000);
        Load load = Load.start(server.client(), 300, Load.shopping(USERS, PRODUCTS))) {
      for (int kills = 0; kills < 5; kills++) {
        awaitMore(load, 100);
        assertThat(
                server.number(
                    """
                    SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                     WHERE application_name = 'floodgate' AND datname = current_database()
                    """))
            .isPositive();
      }
      awaitMore(load, 100);
      List<Load.Attempt> attempts = load.stop();

      assertHonestAndQuick(attempts);
      assertHealed(server, attempts);
    }
  }

  @Test
  void aHangIsAnsweredInTimeAndEndsWhenTheDatabaseGoesOn() {
    Map<String, String> shortPatience =
        Map.of(
            "FLOODGATE_RUNTIME_EVENT_LOOPS", "2",
            "FLOODGATE_POSTGRES_LOCK_TIMEOUT", "1s",
            "FLOODGATE_POSTGRES_STATEMENT_TIMEOUT", "1s",
            "FLOODGATE_POSTGRES_POOL_TIMEOUT", "500ms",
            "FLOODGATE_HTTP_REQUEST_TIMEOUT", "1s");
    try (TestServer server =
            TestServer.start(shortPatience).with(USERS, 50_000_000, PRODUCTS, 1_000_000);
        Load load = Load.start(server.client(), 200, Load.shopping(USERS, PRODUCTS))) {
      awaitMore(load, 100);
      postgres.pause();
      awaitRefusals(load, 500);
      postgres.resume();
      awaitMore(load, 200);
      List<Load.Attempt> attempts = load.stop();

      assertHonestAndQuick(attempts);
      assertHealed(server, attempts);
    }
  }

  @Test
  void aConnectionThatHangsForEverIsReplacedByAnother() {
    Map<String, String> shortPatience =
        Map.of(
            "FLOODGATE_RUNTIME_EVENT_LOOPS", "2",
            "FLOODGATE_POSTGRES_LOCK_TIMEOUT", "1s",
            "FLOODGATE_POSTGRES_STATEMENT_TIMEOUT", "1s");
    try (TestServer server =
        TestServer.start(shortPatience).with(USERS, 50_000_000, PRODUCTS, 1_000_000)) {
      List<Client.Answer> opening =
          Crowd.of(20, i -> Load.shopping(USERS, PRODUCTS).apply(i).sendTo(server.client()));
      assertThat(opening).allMatch(Client.Answer::succeeded);
      Truth.awaitQuiet(server.database());
      List<Long> backEnds =
          server
              .database()
              .numbers(
                  """
                  SELECT pid FROM pg_stat_activity
                   WHERE application_name = 'floodgate' AND datname = current_database()
                  """);
      assertThat(backEnds).isNotEmpty();

      Signal.STOP.to(backEnds);
      try (Load load = Load.start(server.client(), 100, Load.shopping(USERS, PRODUCTS))) {
        awaitMore(load, 100);
        assertThat(Truth.outcomes(load.stop()).keySet())
            .isSubsetOf("200", "201", "503 UNAVAILABLE", "503 TIMED_OUT", "504 UNKNOWN");
      } finally {
        Signal.CONT.to(backEnds);
      }
      server.assertInvariantsHold();
    }
  }

  private static void awaitMore(Load load, int successes) {
    long before = load.succeeded();
    await().atMost(HEALING).until(() -> load.succeeded() > before + successes);
  }

  private static void awaitRefusals(Load load, int refusals) {
    long before = refusals(load);
    await().atMost(HEALING).until(() -> refusals(load) > before + refusals);
  }

  private static long refusals(Load load) {
    return load.attempts().stream().filter(attempt -> !attempt.succeeded()).count();
  }

  private static void assertHonestAndQuick(List<Load.Attempt> attempts) {
    assertThat(Truth.outcomes(attempts).keySet())
        .contains("200", "201")
        .isSubsetOf(
            "200", "201", "503 UNAVAILABLE", "503 TIMED_OUT", "503 OVERLOADED", "504 UNKNOWN");
    assertThat(attempts)
        .filteredOn(attempt -> attempt.outcome().startsWith("503"))
        .allSatisfy(attempt -> assertThat(attempt.answer().orElseThrow().retryAfter()).isPresent());
    List<Duration> refused =
        attempts.stream()
            .filter(attempt -> !attempt.succeeded())
            .map(Load.Attempt::took)
            .sorted()
            .toList();
    assertThat(refused.get(refused.size() * 99 / 100)).isLessThan(Duration.ofSeconds(3));
    assertThat(refused.get(refused.size() / 2)).isLessThan(Duration.ofMillis(1_500));
  }

  private static void assertHealed(TestServer server, List<Load.Attempt> attempts) {
    Truth.assertTold(attempts, server.database());
    Truth.assertRetriesAreSafe(attempts, server.client(), server.database());
    assertThat(server.database().sessions("%")).isBetween(1L, (long) MOST_SESSIONS);
    assertThat(server.database().sessions("idle in transaction%")).isZero();
    server.assertInvariantsHold();
  }
}
