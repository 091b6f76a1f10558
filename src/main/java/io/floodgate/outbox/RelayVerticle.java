package io.floodgate.outbox;

import io.floodgate.config.Config;
import io.floodgate.db.Database;
import io.floodgate.kafka.KafkaStore;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** Sends what stands in the outbox to Kafka: the shards of it that this node owns. */
public final class RelayVerticle extends VerticleBase {

  private final Config.Outbox config;
  private final Database database;
  private final KafkaStore kafka;

  public RelayVerticle(Config.Outbox config, Database database, KafkaStore kafka) {
    this.config = config;
    this.database = database;
    this.kafka = kafka;
  }

  @Override
  public Future<?> start() {
    for (Aggregate aggregate : Aggregate.values()) {
      kafka.declare(aggregate.topic());
    }
    return Future.succeededFuture();
  }
}
