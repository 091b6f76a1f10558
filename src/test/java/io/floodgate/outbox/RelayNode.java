package io.floodgate.outbox;

import io.floodgate.base.Deadline;
import io.floodgate.bus.Bus;
import io.floodgate.bus.Call;
import io.floodgate.config.Config;
import io.floodgate.db.Database;
import io.floodgate.kafka.KafkaStore;
import io.floodgate.local.Endpoints;
import io.floodgate.local.StackConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The relay of one node and nothing else. Any thread. */
final class RelayNode implements AutoCloseable {

  /** So short that a test sees what comes of it. */
  static final Map<String, String> QUICK =
      Map.of(
          "FLOODGATE_KAFKA_PROBE_INTERVAL", "100ms",
          "FLOODGATE_KAFKA_SEND_TIMEOUT", "1500ms",
          "FLOODGATE_KAFKA_PARTITIONS", "3",
          "FLOODGATE_OUTBOX_RETRY_INTERVAL", "100ms",
          "FLOODGATE_OUTBOX_LEASE", "1s");

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = new Bus(vertx);
  private final Database database;
  private final KafkaStore kafka;

  private RelayNode(Config config) {
    this.database = new Database(vertx, config.postgres());
    this.kafka = new KafkaStore(vertx, config.kafka());
    await(vertx.deployVerticle(new RelayVerticle(config::outbox, database, kafka, bus)));
  }

  static RelayNode start(Endpoints endpoints) {
    return start(endpoints, Map.of());
  }

  /**
   * @param variables {@code FLOODGATE_} variables over those that make it quick
   */
  static RelayNode start(Endpoints endpoints, Map<String, String> variables) {
    Map<String, String> all = new HashMap<>(QUICK);
    all.putAll(variables);
    return new RelayNode(StackConfig.of(endpoints, List.of(), all));
  }

  RelayStatus status() {
    return await(
        bus.ask(new OutboxAsk.GetRelay(), new Call(Deadline.after(Duration.ofSeconds(10)), "")));
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.await(20, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("nothing came of it in time", e);
    }
  }

  @Override
  public void close() {
    vertx.deploymentIDs().forEach(id -> await(vertx.undeploy(id)));
    await(kafka.close());
    await(database.close());
    await(vertx.close());
  }
}
