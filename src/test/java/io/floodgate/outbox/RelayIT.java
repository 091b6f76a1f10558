package io.floodgate.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.floodgate.server.Database;
import io.floodgate.stack.Sql;
import io.floodgate.stack.Stack;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Relays, with hand-made events, real stores and nothing else of a server. */
class RelayIT {

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
  void withoutKafkaConfiguredNothingIsSent() {
    Database alone = Database.fresh();
    try (RelayNode node = RelayNode.start(alone.endpoints())) {
      write(alone, 1, 10);
      RelayStatus status = node.status();
      assertThat(status.relays()).isFalse();
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

  @Test
  void drainsABacklogInOrder() {
    try (RelayNode _ = RelayNode.start(database.endpoints())) {
      int events = 20_000;
      database.execute(
          """
          INSERT INTO outbox (slot, batch, position, aggregate, aggregate_id, version, type,
                              traceparent, payload, created_at)
          SELECT i / 96 %% 8, 1000000 + i / 96, i %% 96, 'PRODUCT', 1000 + i / 3, 1 + i %% 3, 'Tested',
                 '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
                 '{"schemaVersion":1,"text":"' || repeat('x', 300) || '"}', now()
            FROM generate_series(0, %d) AS i
          """
              .formatted(events - 1));
      assertThat(Told.assertAll(database, PATIENCE).events()).hasSize(events);
    }
  }

  @Test
  void sendsATransactionThatCommitsLongAfterItsNeighboursAfterThem() {
    try (RelayNode _ = RelayNode.start(database.endpoints())) {
      try (Sql.Held late = database.hold(written(90_000_001))) {
        database.execute(written(90_000_009)); // of the same shard, and of a later batch
        Told.awaitAll(database, PATIENCE);
        late.commit();
      }

      Told told = Told.assertAll(database, PATIENCE);
      assertThat(told.events())
          .extracting(event -> event.id() + " " + event.place().sequence())
          .containsExactlyInAnyOrder("POINT-90000009-1 1", "POINT-90000001-1 2");
      assertThat(batchOf(90_000_001)).isLessThan(batchOf(90_000_009));
    }
  }

  /**
   * While two transactions wait and nobody else completes any, both lie beyond the end of every
   * snapshot that the relay takes.
   */
  @Test
  void keepsTheOrderOfVersionsHoweverLongTheirTransactionsWait() {
    try (RelayNode node = RelayNode.start(database.endpoints())) {
      awaitShares(List.of(8), node);
      for (long id = 90_000_000; id < 90_000_300; id += 100) {
        await().atMost(PATIENCE).until(() -> node.status().backlog() == 0); // nor has it to write
        try (Sql.Held first = database.hold(written(id));
            Sql.Held other = database.hold(written(id + 1))) {
          long began = lastLook();
          await().atMost(PATIENCE).until(() -> lastLook() > began + 600);
          first.commit();
          database.execute(written(id, 2));
          Told.awaitAll(database, PATIENCE);
          other.commit();
        }
      }

      assertThat(Told.assertAll(database, PATIENCE).firsts()).hasSize(9);
    }
  }

  private String written(long id) {
    return written(id, 1);
  }

  private String written(long id, int version) {
    return """
    INSERT INTO outbox (aggregate, aggregate_id, version, type, traceparent, payload, created_at)
    VALUES ('POINT', %d, %d, 'Tested', '', '{}', now())
    """
        .formatted(id, version);
  }

  private long batchOf(long id) {
    return database.number("SELECT batch FROM outbox WHERE aggregate_id = " + id);
  }

  @Test
  void writesNothingWhileThereIsNothingToSend() {
    try (RelayNode node = RelayNode.start(database.endpoints())) {
      awaitShares(List.of(8), node);
      write(1, 50);
      Told.awaitAll(database, PATIENCE);
      // Some stretch in which it looked again and again, and nobody in all databases wrote.
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                long before = nextTransaction();
                long began = lastLook();
                await().atMost(PATIENCE).until(() -> lastLook() > began + 500);
                return nextTransaction() == before;
              });
    }
  }

  private long nextTransaction() {
    return database.number("SELECT pg_snapshot_xmax(pg_current_snapshot())::text");
  }

  /** When the relay last asked PostgreSQL for something, in milliseconds. */
  private long lastLook() {
    return database.number(
        """
        SELECT (extract(epoch FROM max(query_start)) * 1000)::bigint
          FROM pg_stat_activity JOIN pg_locks USING (pid)
         WHERE locktype = 'advisory' AND mode = 'ShareLock' AND datname = current_database()
        """);
  }

  @Test
  void removesOnlyWhatIsSentAndOldAndWrittenNoMore() {
    try (RelayNode _ =
        RelayNode.start(database.endpoints(), Map.of("FLOODGATE_OUTBOX_SWEEP_INTERVAL", "1s"))) {
      Told.awaitAll(database, PATIENCE);
      long now = database.number("SELECT floor(extract(epoch FROM now()) / 3600)::bigint % 8");
      long old = (now + 2) % 8;
      long oldButUnsent = (now + 3) % 8;
      long young = (now + 4) % 8;
      inSlot(old, 90_000_100, "3 hours");
      inSlot(young, 90_000_101, "1 hour");
      inSlot(now, 90_000_102, "3 hours");
      Told.assertAll(database, PATIENCE);
      // It waits for ever: its batch is behind one that nobody may mark.
      database.execute(
          "ALTER TABLE outbox_unsent DISABLE TRIGGER USER;"
              + "INSERT INTO outbox_unsent (shard, batch, slot, transaction, events, created_at)"
              + " VALUES (9, 1, %d, 1, 1, now())".formatted(oldButUnsent));
      inSlot(oldButUnsent, 90_000_103, "3 hours");

      await().atMost(PATIENCE).until(() -> rows(90_000_100) == 0);
      assertThat(rows(90_000_101) + rows(90_000_102) + rows(90_000_103)).isEqualTo(3);
      assertThat(
              database.number(
                  "SELECT extract(epoch FROM now() - until)::bigint / 60 FROM outbox_removed"))
          .isBetween(178L, 180L);
      database.execute("DELETE FROM outbox_unsent WHERE shard = 9");
      await().atMost(PATIENCE).until(() -> rows(90_000_103) == 0);
      assertThat(rows(90_000_101) + rows(90_000_102)).isEqualTo(2);
    }
  }

  private void inSlot(long slot, long id, String age) {
    database.execute(
        """
        INSERT INTO outbox (slot, aggregate, aggregate_id, version, type, traceparent, payload,
                            created_at)
        VALUES (%d, 'POINT', %d, 1, 'Tested', '', '{}', now() - interval '%s')
        """
            .formatted(slot, id, age));
  }

  private long rows(long id) {
    return database.number("SELECT count(*) FROM outbox WHERE aggregate_id = " + id);
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
