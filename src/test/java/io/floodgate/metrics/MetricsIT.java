package io.floodgate.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.floodgate.server.Client;
import io.floodgate.server.Line;
import io.floodgate.server.Request;
import io.floodgate.server.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What {@code /ops/metrics} of a running server says, and that it is what the document says. */
class MetricsIT {

  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String ORDERS = "/api/v1/orders";

  private static TestServer server;
  private static Client client;

  @BeforeAll
  static void start() {
    server =
        TestServer.startWithKafka(
                Map.of(
                    "FLOODGATE_KAFKA_PROBE_INTERVAL", "100ms",
                    "FLOODGATE_OPS_METRICS_INTERVAL", "1s",
                    "FLOODGATE_COUPONS_GATE_INTERVAL", "100ms"))
            .with(20, 10_000_000, 5, 1_000);
    client = server.client();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void ordersMoveTheNumbers() {
    Scrape before = scrape();
    for (int user = 1; user <= 5; user++) {
      assertThat(Request.order(user, Line.of(1)).sendTo(client).join().status()).isEqualTo(201);
    }
    assertThat(client.get(ORDERS + "/77").status()).isEqualTo(404);
    assertThat(Request.order(1, new Line(2, 100_000)).sendTo(client).join().status())
        .isEqualTo(409);
    Scrape after = scrape();

    assertThat(grown(before, after, request("POST", ORDERS, "2xx"))).isEqualTo(5);
    assertThat(grown(before, after, request("POST", ORDERS, "409"))).isEqualTo(1);
    assertThat(grown(before, after, request("GET", ORDERS + "/{orderId}", "4xx"))).isEqualTo(1);
    assertThat(grown(before, after, "floodgate_admission_admitted_total", "class", "order"))
        .isEqualTo(6);
    assertThat(grown(before, after, "floodgate_batch_size_sum", "domain", "orders")).isEqualTo(6);
    assertThat(grown(before, after, "floodgate_lane_wait_seconds_count", "domain", "orders"))
        .isEqualTo(6);
    assertThat(grown(before, after, "floodgate_batch_seconds_sum", "domain", "orders"))
        .isPositive();
    assertThat(after.value("floodgate_ready")).isEqualTo(1);
    assertThat(after.value("floodgate_redis_up")).isEqualTo(1);
    assertThat(after.value("floodgate_kafka_up")).isEqualTo(1);
    assertThat(after.value("floodgate_http_connections")).isPositive();
    assertThat(after.value("floodgate_admission_limit")).isPositive();
    await().atMost(SOON).until(() -> scrape().value("floodgate_outbox_sent_total") > 0);
    await()
        .atMost(SOON)
        .until(() -> scrape().value("floodgate_consumer_lag", "group", "ranking") == 0);
  }

  @Test
  void keysAreCountedByWhatBecameOfThem() {
    Scrape before = scrape();
    Request order = Request.order(7, Line.of(3));
    for (int i = 0; i < 3; i++) {
      client.post(order.path(), order.body(), "Idempotency-Key", "\"the-key\"");
    }
    client.post(
        order.path(), Request.order(7, Line.of(4)).body(), "Idempotency-Key", "\"the-key\"");
    Scrape after = scrape();

    assertThat(grown(before, after, "floodgate_idempotency_total", "outcome", "first"))
        .isEqualTo(1);
    assertThat(grown(before, after, "floodgate_idempotency_total", "outcome", "replayed"))
        .isEqualTo(2);
    assertThat(grown(before, after, "floodgate_idempotency_total", "outcome", "mismatch"))
        .isEqualTo(1);
  }

  @Test
  void couponsAreCountedByWhatTheirGateSaid() {
    Scrape before = scrape();
    long coupon = server.database().coupon(1);
    await()
        .atMost(SOON)
        .until(() -> grown(before, scrape(), "floodgate_coupon_gate_rebuilds_total") >= 1);
    String issue = "/api/v1/coupons/" + coupon + "/issue";
    client.post(issue, "{\"userId\":1}");
    client.post(issue, "{\"userId\":2}");
    Scrape after = scrape();

    assertThat(grown(before, after, "floodgate_coupon_gate_total", "result", "admitted"))
        .isEqualTo(1);
    assertThat(
            grown(before, after, "floodgate_coupon_gate_total", "result", "full")
                + grown(before, after, "floodgate_coupon_gate_total", "result", "closed"))
        .isEqualTo(1);
  }

  @Test
  void aBrokenInvariantIsShownFromItsCheckOn() {
    assertThat(client.get("/ops/invariants").status()).isEqualTo(200);
    assertThat(scrape().value("floodgate_invariant_violations", "invariant", "stock.adds-up"))
        .isZero();
    server.number("UPDATE product SET stocked = stocked + 1 WHERE id = 5 RETURNING 1");
    try {
      assertThat(client.get("/ops/invariants").status()).isEqualTo(503);
      Scrape page = scrape();
      assertThat(page.value("floodgate_invariant_violations", "invariant", "stock.adds-up"))
          .isEqualTo(1);
      assertThat(page.value("floodgate_invariants_checked_timestamp_seconds"))
          .isCloseTo(System.currentTimeMillis() / 1e3, within(30.0));
    } finally {
      server.number("UPDATE product SET stocked = stocked - 1 WHERE id = 5 RETURNING 1");
    }
  }

  @Test
  void invariantsAreCheckedAlsoWhileNobodyAsks() {
    try (TestServer checking =
        TestServer.start(Map.of("FLOODGATE_OPS_INVARIANTS_INTERVAL", "1s"))) {
      String violations = "floodgate_invariant_violations";
      await()
          .atMost(SOON)
          .until(
              () -> Scrape.of(checking.port()).find(violations, "invariant", "stock.adds-up"),
              OptionalDouble::isPresent);
      assertThat(Scrape.of(checking.port()).value(violations, "invariant", "stock.adds-up"))
          .isZero();
    }
  }

  @Test
  void idsMakeNoNewLines() {
    ask(0);
    Set<String> before = scrape().series();
    for (int i = 1; i <= 1_000; i += 4) {
      ask(i);
    }
    Set<String> grown = scrape().series();
    grown.removeAll(before);
    // What else goes on in the server may show its first line meanwhile, such as a kind of
    // collection of garbage. Of what was asked here nothing may.
    assertThat(grown)
        .noneMatch(line -> line.startsWith("floodgate_http"))
        .noneMatch(line -> line.contains("made-up") || line.contains("BREW"))
        .hasSizeLessThan(50);
  }

  private static void ask(int id) {
    client.get("/api/v1/products/" + (100 + id));
    client.get("/api/v1/users/" + (100 + id) + "/points");
    client.get("/made-up/" + id);
    client.send("BREW" + id, "/api/v1/orders/" + id, null);
  }

  /** Both ways: a metric that is not documented, and one that is and does not exist, are found. */
  @Test
  void theDocumentNamesWhatTheServerShows() throws IOException {
    client.get("/ops/invariants");
    Map<String, Set<String>> shown = scrape().families();
    shown.keySet().removeIf(name -> !name.startsWith("floodgate_") || name.endsWith("_max"));
    assertThat(documented()).containsExactlyInAnyOrderEntriesOf(shown);
  }

  /** The rows of the tables: {@code | `name` | `label`, `label` | … |}. */
  private static Map<String, Set<String>> documented() throws IOException {
    Pattern row = Pattern.compile("\\| `(floodgate_\\w+)` \\|([^|]*)\\|.*");
    Map<String, Set<String>> names = new LinkedHashMap<>();
    Files.readString(Path.of("docs/metrics.md"))
        .lines()
        .map(row::matcher)
        .filter(Matcher::matches)
        .forEach(
            found ->
                names.put(
                    found.group(1),
                    Arrays.stream(found.group(2).split(","))
                        .map(label -> label.replace("`", "").strip())
                        .filter(label -> !label.isEmpty())
                        .collect(Collectors.toCollection(TreeSet::new))));
    return names;
  }

  @Test
  void showsNothingWhereItIsTurnedOff() {
    try (TestServer other =
        TestServer.on(server.endpoints(), Map.of("FLOODGATE_OPS_METRICS", "false"))) {
      assertThat(other.client().get("/ops/metrics").status()).isEqualTo(404);
      assertThat(Request.order(9, Line.of(1)).sendTo(other.client()).join().status())
          .isEqualTo(201);
    }
  }

  private static Scrape scrape() {
    return Scrape.of(server.port());
  }

  private static String[] request(String method, String route, String outcome) {
    return new String[] {
      "floodgate_http_request_seconds_count", "method", method, "outcome", outcome, "route", route
    };
  }

  private static double grown(Scrape before, Scrape after, String... nameAndLabels) {
    String[] labels = Arrays.copyOfRange(nameAndLabels, 1, nameAndLabels.length);
    return after.value(nameAndLabels[0], labels) - before.find(nameAndLabels[0], labels).orElse(0);
  }
}
