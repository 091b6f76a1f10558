package io.floodgate.local;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.slf4j.LoggerFactory;

/**
 * Kafka 4 in KRaft mode, broker and controller in one child JVM with a small heap. Topics are made
 * by hand.
 */
public final class Kafka extends Store {

  private static final String CLUSTER =
      "Rmxvb2RnYXRlTG9jYWwwMQ"; // 16 bytes in base64; never changes

  // What the broker needs of our class path: its own jars and what those ask for.
  private static final Pattern JARS =
      Pattern.compile(
          "(kafka|scala-|jackson-|snakeyaml|slf4j-api|logback-|log4j-|metrics-core|jopt-simple|jose4j|argparse4j"
              + "|caffeine|HdrHistogram|hash4j|pcollections|re2j|zstd-jni|lz4-java|snappy-java|commons-).*\\.jar");

  private final Path data;
  private final Path properties;
  private final Path logging;
  private boolean livesLong;

  Kafka(Path directory, int port) {
    super("Kafka", port, "FLOODGATE_KAFKA_PORT", directory);
    this.data = home().resolve("data");
    this.properties = home().resolve("kafka.properties");
    this.logging = home().resolve("logback.xml");
  }

  /**
   * To be said before it starts, where what it costs is measured: it is compiled as well as can be,
   * which pays after a minute and takes a core until then.
   */
  public void livesLong() {
    livesLong = true;
  }

  /** Where it listens. */
  public Endpoints.Kafka endpoint() {
    return new Endpoints.Kafka(HOST + ":" + port(), "");
  }

  @Override
  void prepare() throws Exception {
    Files.writeString(properties, properties(Ports.free()));
    Files.writeString(logging, LOGGING);
    new Formatter()
        .setPrintStream(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
        .setNodeId(1)
        .setClusterId(CLUSTER)
        .addDirectory(data.toString())
        .setMetadataLogDirectory(data.toString())
        .setControllerListenerName("CONTROLLER")
        .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
        .setIgnoreFormatted(true)
        .run();
  }

  @Override
  Child launch() {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xms64m",
            "-Xmx256m",
            "-XX:MaxDirectMemorySize=64m",
            "-XX:MaxMetaspaceSize=128m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=" + (livesLong ? 4 : 1),
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Dlogback.configurationFile=" + logging,
            "kafka.Kafka",
            properties.toString());
    // By the environment: on the command line it would push out what tells the next launcher that
    // this is ours.
    return Child.start(command, Map.of("CLASSPATH", classPath()), log());
  }

  private static String classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> JARS.matcher(Path.of(entry).getFileName().toString()).matches())
        .collect(Collectors.joining(File.pathSeparator));
  }

  // The client reports its whole configuration whenever we ask the broker, unless somebody wants to
  // read it.
  private static void hush() {
    if (LoggerFactory.getLogger("org.apache.kafka") instanceof Logger clients
        && clients.getLevel() == null) {
      clients.setLevel(Level.WARN);
    }
  }

  /** A broker that the controller has let in: before that, topics cannot be made. */
  @Override
  boolean ready() {
    if (!listening()) { // the client would log every refused connection
      return false;
    }
    hush();
    Admin admin =
        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, endpoint().bootstrap()));
    try {
      return !admin.describeCluster().nodes().get(2, TimeUnit.SECONDS).isEmpty();
    } catch (ExecutionException | TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      admin.close(Duration.ZERO);
    }
  }

  private boolean listening() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(HOST, port()), 500);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  String stopSignal() {
    return "TERM";
  }

  @Override
  boolean isOurs(String program, List<String> arguments) {
    return program.startsWith("java")
        && arguments.contains("kafka.Kafka")
        && arguments.contains(properties.toString());
  }

  private String properties(int controllerPort) {
    return """
    process.roles=broker,controller
    node.id=1
    controller.quorum.voters=1@%1$s:%3$d
    listeners=PLAINTEXT://%1$s:%2$d,CONTROLLER://%1$s:%3$d
    advertised.listeners=PLAINTEXT://%1$s:%2$d
    listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
    controller.listener.names=CONTROLLER
    inter.broker.listener.name=PLAINTEXT
    log.dirs=%4$s
    auto.create.topics.enable=false
    default.replication.factor=1
    min.insync.replicas=1
    offsets.topic.replication.factor=1
    offsets.topic.num.partitions=4
    transaction.state.log.replication.factor=1
    transaction.state.log.min.isr=1
    transaction.state.log.num.partitions=4
    share.coordinator.state.topic.replication.factor=1
    share.coordinator.state.topic.min.isr=1
    share.coordinator.state.topic.num.partitions=4
    group.initial.rebalance.delay.ms=0
    group.min.session.timeout.ms=1000
    num.network.threads=2
    num.io.threads=4
    log.segment.bytes=67108864
    log.retention.bytes=1073741824
    log.cleaner.dedupe.buffer.size=8388608
    controlled.shutdown.enable=true
    """
        .formatted(HOST, port(), controllerPort, data);
  }

  private static final String LOGGING =
      """
      <configuration>
        <appender name="OUT" class="ch.qos.logback.core.ConsoleAppender">
          <encoder><pattern>%d{yyyy-MM-dd HH:mm:ss.SSS} %-5level %logger{20} %msg%n</pattern></encoder>
        </appender>
        <logger name="kafka.server.KafkaRaftServer" level="INFO"/>
        <root level="WARN"><appender-ref ref="OUT"/></root>
      </configuration>
      """;
}
