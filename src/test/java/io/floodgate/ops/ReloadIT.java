package io.floodgate.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import com.fasterxml.jackson.databind.JsonNode;
import io.floodgate.server.Client;
import io.floodgate.server.Database;
import io.floodgate.server.Line;
import io.floodgate.server.Request;
import io.floodgate.server.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A server whose configuration file changes while it runs. */
class ReloadIT {

  private static final String USUAL = "ops: {reloadInterval: 100ms}\n";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir static Path folder;
  private static final Queue<String> SAID = new ConcurrentLinkedQueue<>();
  private static final Appender<ILoggingEvent> EAR =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          SAID.add(event.getLevel() + " " + event.getFormattedMessage());
        }
      };
  private static Path file;
  private static TestServer server;
  private static Client client;

  @BeforeAll
  static void start() throws IOException {
    file = Files.writeString(folder.resolve("shop.yaml"), USUAL);
    server = TestServer.on(Database.fresh().endpoints(), List.of(file), Map.of());
    server.with(10, 1_000_000, 5, 1_000_000);
    client = server.client();
    EAR.start();
    logger().addAppender(EAR);
  }

  @AfterAll
  static void stop() {
    logger().detachAppender(EAR);
    server.close();
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(ReloadVerticle.class);
  }

  @BeforeEach
  void asUsual() {
    SAID.clear();
    write("# " + System.nanoTime() + "\n");
    await().atMost(PATIENCE).until(() -> !SAID.isEmpty()); // said after it has been done
    SAID.clear();
  }

  /** All at once, as somebody does it who is careful. */
  private static void write(String more) {
    try {
      Path whole = Files.writeString(folder.resolve("whole"), more + USUAL);
      Files.move(whole, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode report() {
    return client.get("/ops/config").data();
  }

  private static String setting(String key) {
    for (JsonNode setting : report().path("settings")) {
      if (setting.path("key").asText().equals(key)) {
        return setting.path("value").asText();
      }
    }
    throw new AssertionError("no " + key);
  }

  private static void awaitSaid(String... lines) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(lines)
                    .allSatisfy(line -> assertThat(SAID).anyMatch(said -> said.contains(line))));
  }

  private static List<String> outcomes(int times, Request request) {
    List<CompletableFuture<Client.Answer>> sent =
        IntStream.range(0, times).mapToObj(_ -> request.sendTo(client)).toList();
    return sent.stream().map(answer -> answer.join().outcome()).toList();
  }

  @Test
  void limitsBatchesAndLevelsHoldForRequestsOnceTheFileSaysSo() {
    Request charge = Request.charge(1, 1_000);
    Request order = Request.order(2, new Line(1, 1));
    assertThat(outcomes(50, charge)).containsOnly("200");
    assertThat(outcomes(50, order)).containsOnly("201");
    org.slf4j.Logger coupons = LoggerFactory.getLogger("io.floodgate.coupon.Issuing");
    assertThat(coupons.isDebugEnabled()).isFalse();

    write(
        """
        http: {maxBody: 1KiB, maxStreams: 0}
        points: {maxCharge: 999}
        orders: {batching: {maxBatch: 1, queue: 1}}
        log: {levels: io.floodgate.coupon=DEBUG}
        """);
    awaitSaid(
        "INFO configuration: http.maxBody: 64KiB → 1KiB (" + file + ":1)",
        "points.maxCharge: 1000000 → 999",
        "orders.batching.queue: 10000 → 1",
        "log.levels: \"\" → io.floodgate.coupon=DEBUG");

    assertThat(charge.sendTo(client).join().outcome()).isEqualTo("400 INVALID_AMOUNT");
    assertThat(Request.charge(1, 999).sendTo(client).join().outcome()).isEqualTo("200");
    assertThat(outcomes(50, order)).contains("201", "503 OVERLOADED");
    assertThat(coupons.isDebugEnabled()).isTrue();
    String large = "{\"amount\":1" + " ".repeat(2_000) + "}";
    assertThat(client.post("/api/v1/users/1/points/charge", large).status()).isEqualTo(413);
    assertThat(stream()).isEqualTo(503);
    assertThat(setting("orders.batching.maxBatch")).isEqualTo("1");
  }

  private static int stream() {
    return client
        .send("GET", "/api/v1/products/top/stream", null, "Accept", "text/event-stream")
        .status();
  }

  @Test
  void admissionFollows() {
    Request charge = Request.charge(1, 1);
    assertThat(outcomes(100, charge)).containsOnly("200");

    write("http: {maxRequests: 1}\n");
    awaitSaid("http.maxRequests: 20000 → 1");

    assertThat(outcomes(100, charge)).contains("200", "503 OVERLOADED");
  }

  @Test
  void aFaultInTheFileChangesNothingAndIsNamed() {
    write("points: {maxCharge: 999, maxBalance: much}\nhttp: {colour: green}\n");
    String amount = file + ":1: points.maxBalance = much: allowed is a whole number from 1 to";
    String colour = file + ":2: http.colour: unknown key";
    awaitSaid("ERROR configuration, not taken up: " + amount, colour);

    assertThat(report().path("faults"))
        .extracting(JsonNode::asText)
        .satisfiesExactlyInAnyOrder(
            first -> assertThat(first).startsWith(amount),
            second -> assertThat(second).startsWith(colour));
    assertThat(setting("points.maxCharge")).isEqualTo("1000000");
    assertThat(Request.charge(1, 1_000).sendTo(client).join().outcome()).isEqualTo("200");
  }

  @Test
  void whatNeedsARestartWaitsForItWhereItCanBeSeen() {
    write("postgres: {poolSize: 8}\npoints: {maxCharge: 999}\n");
    awaitSaid(
        "postgres.poolSize changed in " + file + ":1: takes effect at the next start",
        "points.maxCharge: 1000000 → 999");

    assertThat(report().path("pending"))
        .singleElement()
        .satisfies(
            pending -> {
              assertThat(pending.path("key").asText()).isEqualTo("postgres.poolSize");
              assertThat(pending.path("value").asText()).isEqualTo("8");
            });
    assertThat(setting("postgres.poolSize")).isEqualTo("4");
    assertThat(Request.charge(1, 1_000).sendTo(client).join().status()).isEqualTo(400);
  }

  @Test
  void noRequestIsLostWhileTheFileChangesAgainAndAgain() {
    long before = client.get("/api/v1/users/3/points").number("balance");
    List<CompletableFuture<Client.Answer>> sent = new ArrayList<>();
    for (int change = 1; change <= 4; change++) {
      write(
          "points: {batching: {maxBatch: %d}}\norders: {expiryBatch: %d}\n"
              .formatted(change, change));
      String said = "points.batching.maxBatch: ";
      int changes = change;
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(5))
          .until(
              () -> {
                sent.add(Request.charge(3, 1).sendTo(client));
                return SAID.stream().filter(line -> line.contains(said)).count() == changes;
              });
    }

    assertThat(sent).allMatch(answer -> answer.join().succeeded());
    assertThat(client.get("/api/v1/users/3/points").number("balance"))
        .isEqualTo(before + sent.size());
    assertThat(Stream.of("points.batching.maxBatch", "orders.expiryBatch").map(ReloadIT::setting))
        .containsOnly("4");
    server.assertInvariantsHold();
  }
}
