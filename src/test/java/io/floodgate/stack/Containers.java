package io.floodgate.stack;

import com.github.dockerjava.api.command.PullImageResultCallback;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.PullResponseItem;
import io.floodgate.local.Endpoints;
import io.floodgate.local.Ports;
import io.floodgate.local.StackRefused;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * Testcontainers. {@code -Dstack.postgres.image}, {@code -Dstack.redis.image} and {@code
 * -Dstack.kafka.image} name other images. Where Kafka's image is not to be had, Kafka runs
 * embedded, and a line on standard error says so.
 */
final class Containers implements Flavour {

  private static final String NAME = "floodgate";
  private static final String POSTGRES = "stack.postgres.image";
  private static final String REDIS = "stack.redis.image";
  private static final String KAFKA = "stack.kafka.image";

  // Chosen by us and not by Docker, so that an address is known before its store is started, and
  // stays.
  private final int postgresPort = Ports.free();
  private final int redisPort = Ports.free();
  private final String host = DockerClientFactory.instance().dockerHostIpAddress();

  private final String postgresImage = System.getProperty(POSTGRES, "postgres:17");
  private final String redisImage = System.getProperty(REDIS, "redis:7");
  private final String kafkaImage = System.getProperty(KAFKA, "apache/kafka:4.1.0");

  private PostgreSQLContainer postgres;
  private GenericContainer<?> redis;
  private KafkaContainer kafka;
  private Embedded kafkaWithoutImage;

  @Override
  public synchronized Endpoints endpoints() {
    return new Endpoints(
        new Endpoints.Postgres(host, postgresPort, NAME, NAME, NAME),
        new Endpoints.Redis(host, redisPort, ""),
        kafkaEndpoint(),
        Stack.ANY_PORT);
  }

  // Its address is the one thing that is not known before it runs.
  private Endpoints.Kafka kafkaEndpoint() {
    if (kafka != null) {
      return new Endpoints.Kafka(kafka.getBootstrapServers(), "");
    }
    if (kafkaWithoutImage != null) {
      return kafkaWithoutImage.endpoints().kafka();
    }
    return new Endpoints.Kafka("not-started.invalid:9092", "");
  }

  @Override
  public synchronized void start(Need need) {
    switch (need) {
      case POSTGRES -> startPostgres();
      case REDIS -> startRedis();
      case KAFKA -> startKafka();
    }
  }

  private void startPostgres() {
    if (postgres != null) {
      return;
    }
    demandImage(postgresImage, POSTGRES);
    postgres =
        new PostgreSQLContainer(
                DockerImageName.parse(postgresImage).asCompatibleSubstituteFor("postgres"))
            .withDatabaseName(NAME)
            .withUsername(NAME)
            .withPassword(NAME)
            // Testcontainers' own default is fsync=off.
            .withCommand("postgres", "-c", "fsync=on", "-c", "max_connections=100");
    postgres.setPortBindings(List.of(postgresPort + ":" + PostgreSQLContainer.POSTGRESQL_PORT));
    postgres.start();
  }

  private void startRedis() {
    if (redis != null) {
      return;
    }
    demandImage(redisImage, REDIS);
    redis =
        new GenericContainer<>(DockerImageName.parse(redisImage))
            .withExposedPorts(6379)
            // Open to the host: a command of ours replaces what the image would have said.
            .withCommand(
                "redis-server",
                "--protected-mode",
                "no",
                "--bind",
                "* -::*",
                "--appendonly",
                "yes",
                "--maxmemory-policy",
                "noeviction");
    redis.setPortBindings(List.of(redisPort + ":6379"));
    redis.start();
  }

  private void startKafka() {
    if (kafka != null || kafkaWithoutImage != null) {
      return;
    }
    try {
      demandImage(kafkaImage, KAFKA);
    } catch (StackRefused e) {
      System.err.println(e.getMessage() + " Kafka runs embedded instead.");
      Embedded embedded = new Embedded();
      embedded.start(Need.KAFKA);
      kafkaWithoutImage = embedded;
      return;
    }
    KafkaContainer container =
        new KafkaContainer(
            DockerImageName.parse(kafkaImage).asCompatibleSubstituteFor("apache/kafka"));
    container
        .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
        // As the embedded one: tests that lose a consumer do not want to wait for it.
        .withEnv("KAFKA_GROUP_MIN_SESSION_TIMEOUT_MS", "1000")
        .withEnv("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0")
        .start();
    kafka = container;
  }

  // Without a registry within reach, Testcontainers would wait for two minutes.
  private static void demandImage(String image, String property) {
    var docker = DockerClientFactory.instance().client();
    try {
      docker.inspectImageCmd(image).exec();
    } catch (NotFoundException absent) {
      try (Pull pull = docker.pullImageCmd(image).exec(new Pull())) {
        while (!pull.awaitCompletion(1, TimeUnit.SECONDS)) {
          if (pull.silent()) {
            throw new StackRefused(refusal(image, property, "no word from its registry"));
          }
        }
      } catch (DockerException e) {
        throw new StackRefused(refusal(image, property, e.getMessage()), e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new StackRefused(refusal(image, property, "interrupted"), e);
      } catch (java.io.IOException e) {
        throw new StackRefused(refusal(image, property, e.getMessage()), e);
      }
    }
  }

  private static String refusal(String image, String property, String why) {
    return "The image %s is not here and cannot be pulled (%s); -D%s names another."
        .formatted(image, why, property);
  }

  private static final class Pull extends PullImageResultCallback {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private volatile long heard = System.nanoTime();

    @Override
    public void onNext(PullResponseItem item) {
      heard = System.nanoTime();
      super.onNext(item);
    }

    boolean silent() {
      return System.nanoTime() - heard > PATIENCE_NANOS;
    }
  }

  @Override
  public synchronized void close() {
    if (kafkaWithoutImage != null) {
      kafkaWithoutImage.close();
    }
    for (GenericContainer<?> container : new GenericContainer<?>[] {kafka, redis, postgres}) {
      if (container != null) {
        container.stop();
      }
    }
  }
}
