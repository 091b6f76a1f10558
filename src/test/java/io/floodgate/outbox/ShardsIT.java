package io.floodgate.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.floodgate.server.Database;
import io.floodgate.stack.Stack;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Relays of several nodes share the shards of one outbox. */
class ShardsIT {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Database database = Database.freshWithKafka();

  @Test
  void nodesShareTheShardsAndTakeOverFromWhoLeaves() {
    try (RelayNode first = RelayNode.start(database.endpoints())) {
      awaitShares(List.of(8), first);
      write(1, 200);
      try (RelayNode second = RelayNode.start(database.endpoints())) {
        awaitShares(List.of(4, 4), first, second);
        write(2, 200);
        try (RelayNode third = RelayNode.start(database.endpoints())) {
          awaitShares(List.of(2, 3, 3), first, second, third);
          write(3, 200);
        }
        awaitShares(List.of(4, 4), first, second);
        write(4, 200);
      }
      awaitShares(List.of(8), first);
      write(5, 200);
      // Whoever gives a shard away has sent all it claimed, and says so first.
      assertThat(Told.assertAll(database, PATIENCE).repeated()).isZero();
      assertThat(first.status().backlog()).isZero();
      assertThat(first.status().failures()).isZero();
    }
  }

  @Test
  void aNodeWithoutKafkaOwnsNothingAndGoesOnWhenItIsBack() {
    try (RelayNode node = RelayNode.start(database.endpoints())) {
      awaitShares(List.of(8), node);
      write(1, 50);
      Told.awaitAll(database, PATIENCE);
      Stack.shared().embedded().kafka().stop();
      try {
        awaitShares(List.of(0), node);
        write(2, 50);
        RelayStatus status = node.status();
        assertThat(status.backlog()).isEqualTo(50);
        assertThat(status.oldest()).isPositive();
      } finally {
        Stack.shared().embedded().kafka().start();
      }
      Told told = Told.assertAll(database, PATIENCE);
      assertThat(told.firsts()).hasSize(100);
    }
  }

  @Test
  void withoutKafkaConfiguredNothingIsSent() {
    Database alone = Database.fresh();
    try (RelayNode node = RelayNode.start(alone.endpoints())) {
      write(alone, 1, 10);
      RelayStatus status = node.status();
      assertThat(status.configured()).isFalse();
      assertThat(status.shards()).isEmpty();
      assertThat(status.backlog()).isEqualTo(10);
    }
  }

  @Test
  void aSessionThatPostgresEndsIsOpenedAgain() {
    try (RelayNode node = RelayNode.start(database.endpoints())) {
      for (int round = 1; round <= 3; round++) {
        awaitShares(List.of(8), node);
        write(round, 50);
        database.texts(
            """
            SELECT pg_terminate_backend(pid) FROM pg_locks
             WHERE locktype = 'advisory' AND mode = 'ShareLock'
               AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """);
      }
      Told told = Told.assertAll(database, PATIENCE);
      assertThat(told.firsts()).hasSize(150);
    }
  }

  @Test
  void aRoundThatKafkaSwallowsIsSentAgainWithTheSamePlaces() {
    // So patient that the broker which hangs does not count as gone.
    Map<String, String> patient =
        Map.of("FLOODGATE_KAFKA_SEND_TIMEOUT", "600ms", "FLOODGATE_KAFKA_PROBE_INTERVAL", "1m");
    try (RelayNode node = RelayNode.start(database.endpoints(), patient)) {
      awaitShares(List.of(8), node);
      write(1, 50);
      Told.awaitAll(database, PATIENCE);
      Stack.shared().embedded().kafka().pause();
      try {
        write(2, 500);
        await().atMost(PATIENCE).until(() -> node.status().failures() >= 2);
        write(3, 500);
        assertThat(node.status().lastError()).isPresent();
      } finally {
        Stack.shared().embedded().kafka().resume();
      }
      Told told = Told.assertAll(database, PATIENCE);
      assertThat(told.firsts()).hasSize(1_050);
    }
  }

  /** An event of each of so many aggregates, in one transaction. */
  private void write(int version, int aggregates) {
    write(database, version, aggregates);
  }

  private static void write(Database database, int version, int aggregates) {
    database.execute(
        """
        WITH batch AS MATERIALIZED (SELECT nextval('outbox_batch') AS id)
        INSERT INTO outbox (batch, position, aggregate, aggregate_id, version, type, traceparent,
                            payload, created_at)
        SELECT batch.id, i, 'POINT', i, %d, 'Tested', '', '{}', now()
          FROM batch, generate_series(1, %d) AS i
        """
            .formatted(version, aggregates));
  }

  /** Waits until all shards are owned in such shares, each by one node. */
  private static void awaitShares(List<Integer> shares, RelayNode... nodes) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              List<Set<Integer>> owned =
                  Arrays.stream(nodes).map(node -> node.status().shards()).toList();
              assertThat(owned.stream().map(Set::size).sorted().toList()).isEqualTo(shares);
              Set<Integer> all = new HashSet<>();
              owned.forEach(all::addAll);
              assertThat(all).hasSize(shares.stream().mapToInt(Integer::intValue).sum());
            });
  }
}
