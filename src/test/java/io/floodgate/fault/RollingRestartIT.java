package io.floodgate.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.floodgate.outbox.Told;
import io.floodgate.server.Database;
import io.floodgate.server.ServerProcess;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Two servers are restarted in turn while orders flow to whichever is ready. */
class RollingRestartIT {

  private static final Logger LOG = LoggerFactory.getLogger(RollingRestartIT.class);

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int USERS = 50;
  private static final int PRODUCTS = 10;

  /** A server that starts takes the machine from the one that serves: that is no failed request. */
  private static final Map<String, String> PATIENT =
      Map.of(
          "FLOODGATE_HTTP_REQUEST_TIMEOUT", "15s",
          "FLOODGATE_COUPONS_PENDING_FOR", "20s",
          "FLOODGATE_HTTP_DRAIN_TIMEOUT", "16s",
          "FLOODGATE_RUNTIME_STOP_TIMEOUT", "30s",
          "FLOODGATE_HTTP_STOP_DELAY", "500ms",
          "FLOODGATE_KAFKA_PARTITIONS", "3",
          "FLOODGATE_KAFKA_SESSION_TIMEOUT", "2s",
          "FLOODGATE_OUTBOX_LEASE", "1s");

  private final Database database =
      Database.freshWithKafka().with(USERS, 50_000_000, PRODUCTS, 1_000_000);

  @Test
  void failsNoRequestThatCarriesAKey() {
    try (ServerProcess one = ServerProcess.of(database, PATIENT);
        ServerProcess other = ServerProcess.of(database, PATIENT)) {
      one.launch();
      other.launch();
      one.awaitReady();
      other.awaitReady();
      try (Balancer balancer = new Balancer(List.of(one, other));
          Load load = Load.start(balancer, 100, Load.shopping(USERS, PRODUCTS))) {
        for (ServerProcess server : List.of(one, other)) {
          awaitMore(load, 100);
          server.terminate();
          assertThat(server.awaitEnd(PATIENCE)).as(server.said()).isZero();
          server.start();
        }
        awaitMore(load, 100);
        List<Load.Attempt> attempts = load.stop();

        LOG.info(
            "{} requests; attempts refused a connection: {}, reset: {}, answered 503: {}",
            attempts.size(),
            balancer.refusedConnections(),
            balancer.resets(),
            balancer.unavailable());
        assertThat(Truth.outcomes(attempts)).containsOnlyKeys("200", "201");
        Truth.assertTold(attempts, database);
        assertThat(database.number("SELECT count(*) FROM idempotency")).isEqualTo(attempts.size());
        assertThat(balancer.resets()).isZero();
      }
      Told.assertAll(database, PATIENCE);
      one.client().assertInvariantsHold();
    }
  }

  private static void awaitMore(Load load, int successes) {
    long before = load.succeeded();
    await().atMost(PATIENCE).until(() -> load.succeeded() > before + successes);
  }
}
