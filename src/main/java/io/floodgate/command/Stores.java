package io.floodgate.command;

import io.floodgate.base.CommonFailure;
import io.floodgate.base.Failure;
import io.floodgate.config.Config;
import io.floodgate.db.Database;
import io.floodgate.db.Jdbc;
import io.floodgate.kafka.KafkaStore;
import io.floodgate.redis.RedisCommands;
import io.floodgate.redis.RedisStore;
import io.floodgate.schedule.Steps;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * The stores of one command, wired as the server wires them. Its methods block: for the program's
 * own thread.
 */
final class Stores implements AutoCloseable {

  /** It connects by itself, again and again; a program has more time for it than a request. */
  private static final Duration REDIS_WITHIN = Duration.ofSeconds(3);

  private static final int LOOK_MILLIS = 20;

  private final Config config;

  /** One event loop, so that Redis is connected to once. */
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));

  private final Database database;
  private final RedisStore redis;
  private final KafkaStore kafka;

  private Stores(Config config) {
    this.config = config;
    this.database = new Database(vertx, config.postgres());
    this.redis = new RedisStore(vertx, config.redis());
    this.kafka = new KafkaStore(vertx, config.kafka());
  }

  /**
   * Opens them once PostgreSQL, which every command needs, has answered.
   *
   * @throws StoreAway when it has not within twice {@code postgres.connectTimeout}
   */
  static Stores open(Config config) {
    requirePostgres(config.postgres());
    return new Stores(config);
  }

  /**
   * @throws StoreAway when PostgreSQL cannot be used
   */
  static void requirePostgres(Config.Postgres config) {
    try (Connection connection = Jdbc.connect(config, "floodgate-command");
        Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(Math.max(1, (int) config.connectTimeout().toSeconds()));
      statement.execute("SELECT 1");
    } catch (SQLException e) {
      throw StoreAway.postgres(config, String.valueOf(e.getMessage()));
    }
  }

  /**
   * @throws StoreAway when Kafka does not answer within {@code kafka.sendTimeout}; not where there
   *     is none
   */
  static void requireKafka(Config.Kafka config) {
    if (config.bootstrap().isEmpty()) {
      return;
    }
    Vertx vertx = Vertx.vertx();
    KafkaStore kafka = new KafkaStore(vertx, config);
    try {
      kafka.reached().await();
    } catch (Failure failure) {
      throw failure.code() == CommonFailure.UNAVAILABLE ? StoreAway.kafka(config) : failure;
    } finally {
      kafka.close().eventually(vertx::close).await();
    }
  }

  /**
   * @throws StoreAway when Redis does not answer within some three seconds
   */
  Stores withRedis() {
    if (!isRedisUp()) {
      throw StoreAway.redis(config.redis());
    }
    return this;
  }

  /** Whether Redis answers, within some three seconds. */
  boolean isRedisUp() {
    return onEventLoop(
        () -> {
          RedisCommands commands = redis.commands();
          long until = System.nanoTime() + REDIS_WITHIN.toNanos();
          return Steps.whileMore(
                  () ->
                      commands.isUp() || System.nanoTime() > until
                          ? Future.succeededFuture(false)
                          : vertx.timer(LOOK_MILLIS, TimeUnit.MILLISECONDS).map(true))
              .map(_ -> commands.isUp());
        });
  }

  Vertx vertx() {
    return vertx;
  }

  Database database() {
    return database;
  }

  RedisStore redis() {
    return redis;
  }

  KafkaStore kafka() {
    return kafka;
  }

  /** Deploys what is done when its start is. */
  void run(Deployable verticle) {
    vertx.deployVerticle(verticle).await();
  }

  /** Does something that lives on an event loop, and waits for what comes of it. */
  <T> T onEventLoop(Supplier<Future<T>> work) {
    AtomicReference<T> result = new AtomicReference<>();
    run(
        new VerticleBase() {
          @Override
          public Future<?> start() {
            return work.get().onSuccess(result::set);
          }
        });
    return result.get();
  }

  @Override
  public void close() {
    redis
        .close()
        .eventually(database::close)
        .eventually(kafka::close)
        .eventually(vertx::close)
        .await();
  }
}
