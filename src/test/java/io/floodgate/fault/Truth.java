package io.floodgate.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.floodgate.server.Client;
import io.floodgate.server.Database;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;

/** What clients were told, held against what is in the database. */
final class Truth {

  private static final int RETRIES_AT_ONCE = 100;

  /** Orders, coupons, and charges beyond the one that each user was loaded with. */
  private static final String EFFECTS =
      """
      SELECT (SELECT count(*) FROM orders)
           + (SELECT count(*) FROM point_entry WHERE kind = 'CHARGE' AND sequence > 1)
           + (SELECT count(*) FROM user_coupon)
      """;

  private Truth() {}

  /** How often each outcome came. */
  static TreeMap<String, Long> outcomes(List<Load.Attempt> attempts) {
    return attempts.stream()
        .collect(Collectors.groupingBy(Load.Attempt::outcome, TreeMap::new, Collectors.counting()));
  }

  /**
   * Every success is there once, every definite failure left nothing, and whatever else is there is
   * one of those whose outcome their clients do not know.
   */
  static void assertTold(List<Load.Attempt> attempts, Database database) {
    awaitQuiet(database);
    List<String> kept = database.texts("SELECT key FROM idempotency");
    Set<String> keys = new HashSet<>(kept);
    assertThat(keys).hasSameSizeAs(kept);
    for (Load.Attempt attempt : attempts) {
      if (attempt.succeeded()) {
        assertThat(keys).as("told: %s", attempt).contains(attempt.key());
      } else if (!attempt.isUnknown()) {
        assertThat(keys).as("refused: %s", attempt).doesNotContain(attempt.key());
      }
    }
    assertThat(keys)
        .isSubsetOf(
            attempts.stream()
                .filter(attempt -> attempt.succeeded() || attempt.isUnknown())
                .map(Load.Attempt::key)
                .collect(Collectors.toSet()));
    assertThat(database.number(EFFECTS)).isEqualTo(kept.size());
    assertThat(database.numbers("SELECT id FROM orders"))
        .containsAll(
            attempts.stream()
                .filter(Load.Attempt::succeeded)
                .map(attempt -> attempt.answer().orElseThrow())
                .filter(answer -> answer.status() == 201)
                .map(answer -> answer.number("orderId"))
                .toList());
  }

  /** What was answered 504 may still be under way. */
  static void awaitQuiet(Database database) {
    await()
        .during(Duration.ofMillis(200))
        .atMost(Duration.ofSeconds(20))
        .until(() -> database.sessions("active") + database.sessions("idle in transaction") == 0);
  }

  /**
   * Each key again: what had its effect is answered as the first time, what had none has it now,
   * and in the end there is one effect a key.
   */
  static void assertRetriesAreSafe(List<Load.Attempt> attempts, Client client, Database database) {
    Set<String> keys = Set.copyOf(database.texts("SELECT key FROM idempotency"));
    Semaphore places = new Semaphore(RETRIES_AT_ONCE);
    List<CompletableFuture<Client.Answer>> retries = new ArrayList<>();
    for (Load.Attempt attempt : attempts) {
      places.acquireUninterruptibly();
      retries.add(
          attempt
              .request()
              .sendTo(client, attempt.key())
              .whenComplete((answer, error) -> places.release()));
    }
    for (int i = 0; i < attempts.size(); i++) {
      Load.Attempt attempt = attempts.get(i);
      Client.Answer retry = retries.get(i).join();
      assertThat(retry.succeeded()).as("retry of %s: %s", attempt, retry.body()).isTrue();
      assertThat(retry.replayed()).isEqualTo(keys.contains(attempt.key()));
      if (attempt.succeeded()) {
        assertThat(retry.data()).isEqualTo(attempt.answer().orElseThrow().data());
      }
    }
    assertThat(database.number(EFFECTS)).isEqualTo(attempts.size());
  }
}
