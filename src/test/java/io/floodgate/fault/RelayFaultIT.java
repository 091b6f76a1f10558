package io.floodgate.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.floodgate.outbox.Told;
import io.floodgate.server.Database;
import io.floodgate.server.ServerProcess;
import io.floodgate.server.TestServer;
import io.floodgate.stack.Sql;
import io.floodgate.stack.Stack;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Servers die and hang and Kafka goes away while events are on their way to it. */
class RelayFaultIT {

  private static final Duration HEALING = Duration.ofSeconds(60);
  private static final int USERS = 50;
  private static final int PRODUCTS = 10;

  private static final Map<String, String> QUICK =
      Map.of(
          "FLOODGATE_KAFKA_PROBE_INTERVAL", "100ms",
          "FLOODGATE_KAFKA_SEND_TIMEOUT", "1500ms",
          "FLOODGATE_KAFKA_PARTITIONS", "3",
          "FLOODGATE_KAFKA_SESSION_TIMEOUT", "2s",
          "FLOODGATE_OUTBOX_RETRY_INTERVAL", "100ms",
          "FLOODGATE_OUTBOX_LEASE", "1s");

  /** By the beginning of its statement: PostgreSQL shows no more than a kilobyte. */
  private static final String WAITING_TO_MARK =
      """
      FROM pg_stat_activity
       WHERE datname = current_database() AND wait_event_type = 'Lock'
         AND query LIKE '%FROM outbox_shard WHERE%' AND pid <> pg_backend_pid()
      """;

  private final Database database =
      Database.freshWithKafka().with(USERS, 50_000_000, PRODUCTS, 1_000_000);

  @Test
  void killedBetweenSendAndMarkAServerSendsTheSameAgain() {
    try (ServerProcess server = ServerProcess.start(database, QUICK);
        Load load = Load.start(server.client(), 200, Load.shopping(USERS, PRODUCTS))) {
      awaitMore(load, 50);
      long repeatable = killBetweenSendAndMark(server);
      server.start();
      load.stop();

      Told told = Told.assertAll(database, HEALING);
      assertThat(repeatable).isPositive();
      assertThat((long) told.repeated()).isGreaterThanOrEqualTo(repeatable);
      server.client().assertInvariantsHold();
    }
  }

  /** What is sent cannot be marked while this holds the shards. */
  private long killBetweenSendAndMark(ServerProcess server) {
    try (Sql.Held _ = database.hold("SELECT FROM outbox_shard FOR UPDATE")) {
      await()
          .atMost(HEALING)
          .pollInterval(Duration.ofMillis(5))
          .until(() -> database.number("SELECT count(*) " + WAITING_TO_MARK) > 0);
      long claimed = database.number("SELECT sum(cardinality(batches)) FROM outbox_shard");
      server.kill();
      // It does not know yet that its client is gone, and would go on to mark.
      database.texts("SELECT pg_terminate_backend(pid) " + WAITING_TO_MARK);
      await()
          .atMost(HEALING)
          .until(() -> database.number("SELECT count(*) " + WAITING_TO_MARK) == 0);
      return claimed;
    }
  }

  @Test
  void ordersGoOnWhileKafkaIsAwayAndTheirEventsDrainInOrder() {
    try (TestServer server = TestServer.on(database.endpoints(), QUICK);
        Load load = Load.start(server.client(), 200, Load.shopping(USERS, PRODUCTS))) {
      awaitMore(load, 100);
      Stack.shared().embedded().kafka().stop();
      try {
        awaitMore(load, 400);
      } finally {
        Stack.shared().embedded().kafka().start();
      }
      awaitMore(load, 100);
      List<Load.Attempt> attempts = load.stop();

      assertThat(Truth.outcomes(attempts)).containsOnlyKeys("200", "201");
      Told.assertAll(database, HEALING);
      server.assertInvariantsHold();
    }
  }

  @Test
  void theShardsOfAServerThatHangsGoToAnotherAndWhatItStillSendsIsKnownToBeOld() {
    try (ServerProcess hanging = ServerProcess.start(database, QUICK);
        TestServer other = TestServer.on(database.endpoints(), QUICK);
        Load load = Load.start(other.client(), 200, Load.shopping(USERS, PRODUCTS))) {
      await().atMost(HEALING).until(() -> sessionsWithShards() == 2);
      awaitMore(load, 100);
      hanging.pause();
      await().atMost(HEALING).until(() -> sessionsWithShards() == 1);
      awaitMore(load, 100);
      hanging.resume();
      load.stop();

      Told.assertAll(database, HEALING);
      other.assertInvariantsHold();
    }
  }

  private long sessionsWithShards() {
    return database.number(
        """
        SELECT count(DISTINCT pid) FROM pg_locks
         WHERE locktype = 'advisory' AND mode = 'ExclusiveLock' AND granted
           AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        """);
  }

  private static void awaitMore(Load load, int successes) {
    long before = load.succeeded();
    await().atMost(HEALING).until(() -> load.succeeded() > before + successes);
  }
}
