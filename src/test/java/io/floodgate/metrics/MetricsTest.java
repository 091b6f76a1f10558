package io.floodgate.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.floodgate.db.LaneMeter;
import io.floodgate.db.LaneMeter.Why;
import io.floodgate.web.WebMeter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Names, labels and values of what is measured, with no server. */
class MetricsTest {

  private final Metrics metrics = new Metrics("1.2.3");

  @Test
  void everyStatusFallsUnderOneOfAFewOutcomes() {
    assertThat(
            IntStream.rangeClosed(200, 599)
                .mapToObj(status -> Outcome.of(status).label())
                .collect(Collectors.toSet()))
        .containsExactlyInAnyOrder("2xx", "3xx", "4xx", "409", "5xx", "503", "504");
    assertThat(Outcome.of(WebMeter.Route.GONE).label()).isEqualTo("gone");
    assertThat(Outcome.of(409)).isEqualTo(Outcome.CONFLICT);
    assertThat(Outcome.of(500)).isEqualTo(Outcome.SERVER_ERROR);
  }

  @Test
  void requestsAreCountedByRouteAndOutcomeAndOnlyThoseThatCame() {
    WebMeter.Route oneLoop = metrics.requests().route("POST", "/api/v1/orders");
    WebMeter.Route another = metrics.requests().route("POST", "/api/v1/orders");
    oneLoop.answered(201, TimeUnit.MILLISECONDS.toNanos(3));
    another.answered(200, TimeUnit.MILLISECONDS.toNanos(30));
    another.answered(409, TimeUnit.MILLISECONDS.toNanos(1));

    assertThat(requests("count", "2xx")).isEqualTo(2);
    assertThat(requests("sum", "2xx")).isEqualTo(0.033);
    assertThat(requests("count", "409")).isEqualTo(1);
    assertThat(scrape().text()).doesNotContain("outcome=\"5xx\"");
  }

  private double requests(String part, String outcome) {
    return scrape()
        .value(
            "floodgate_http_request_seconds_" + part,
            "method",
            "POST",
            "outcome",
            outcome,
            "route",
            "/api/v1/orders");
  }

  @Test
  void lanesOfADomainAreToldApartByTheirQueuesAndAddedUpInAllElse() {
    LaneMeter first = metrics.database().lane("orders");
    LaneMeter second = metrics.database().lane("orders");
    AtomicInteger queued = new AtomicInteger(7);
    first.watch(queued::get);
    second.watch(() -> 2);
    first.waited(1_000);
    second.waited(1_000);
    first.carried(100, 2_000_000);
    second.carried(28, 2_000_000);
    second.repeated(Why.LOCKED, "55P03");
    second.failed("55P03");
    queued.set(8);

    Scrape page = scrape();
    assertThat(page.value("floodgate_lane_queue", "domain", "orders", "lane", "0")).isEqualTo(8);
    assertThat(page.value("floodgate_lane_queue", "domain", "orders", "lane", "1")).isEqualTo(2);
    assertThat(page.value("floodgate_lane_wait_seconds_count", "domain", "orders")).isEqualTo(2);
    assertThat(page.value("floodgate_batch_size_sum", "domain", "orders")).isEqualTo(128);
    assertThat(page.value("floodgate_batch_seconds_sum", "domain", "orders")).isEqualTo(0.004);
    assertThat(page.value("floodgate_batch_repeated_total", "domain", "orders", "why", "locked"))
        .isEqualTo(1);
    assertThat(page.value("floodgate_retries_total", "sqlstate", "55P03")).isEqualTo(1);
    assertThat(page.value("floodgate_postgres_errors_total", "sqlstate", "55P03")).isEqualTo(1);
  }

  @Test
  void anErrorOfAKindThatNeverCameIsCountedToo() {
    metrics.database().failed("53300");
    metrics.database().failed("53300");
    assertThat(scrape().value("floodgate_postgres_errors_total", "sqlstate", "53300")).isEqualTo(2);
  }

  /** A meter that holds what it reads weakly stands still one day, and nobody notices. */
  @Test
  void countsLiveAsLongAsTheRegistry() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    Readout readout = new Readout(registry);
    LongAdder events = new LongAdder();
    readout.count("floodgate.events", "Events.", () -> events.sum());
    WeakReference<Object> canary = new WeakReference<>(new Object());
    await()
        .until(
            () -> {
              System.gc();
              return canary.get() == null;
            });
    events.add(3);

    assertThat(new Scrape(registry.scrape()).value("floodgate_events_total")).isEqualTo(3);
    assertThat(readout).isNotNull();
  }

  @Test
  void thePageIsOpenMetricsForWhoTakesItAndElseTextOfPrometheus() {
    assertThat(metrics.write(null).contentType()).startsWith("text/plain; version=0.0.4");
    assertThat(metrics.write("*/*").contentType()).startsWith("text/plain; version=0.0.4");
    var open =
        metrics.write(
            "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;q=0.3,*/*;q=0.1");
    assertThat(open.contentType()).startsWith("application/openmetrics-text; version=1.0.0");
    assertThat(new String(open.bytes(), StandardCharsets.UTF_8)).endsWith("# EOF\n");
  }

  @Test
  void whatOperatorsAreToldToLookAtIsDocumented() throws IOException {
    String metrics = Files.readString(Path.of("docs/metrics.md"));
    Matcher named =
        Pattern.compile("floodgate_\\w+").matcher(Files.readString(Path.of("docs/operating.md")));
    assertThat(named.results())
        .isNotEmpty()
        .extracting(found -> found.group().replaceAll("_(count|sum|bucket)$", ""))
        .allMatch(name -> metrics.contains("| `" + name + "` |"));
  }

  @Test
  void theVersionIsALabel() {
    assertThat(scrape().value("floodgate_build_info", "version", "1.2.3")).isEqualTo(1);
  }

  private Scrape scrape() {
    return new Scrape(new String(metrics.write(null).bytes(), StandardCharsets.UTF_8));
  }
}
