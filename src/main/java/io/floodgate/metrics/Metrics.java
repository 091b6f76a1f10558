package io.floodgate.metrics;

import io.floodgate.db.DatabaseMeter;
import io.floodgate.web.MetricsPage;
import io.floodgate.web.WebMeter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.util.internal.PlatformDependent;
import io.vertx.core.metrics.MetricsOptions;
import io.vertx.core.spi.VertxMetricsFactory;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.UUID;

/** All that is measured of one node. Any thread. */
public final class Metrics implements MetricsPage, AutoCloseable {

  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
  private static final String OPEN_METRICS =
      "application/openmetrics-text; version=1.0.0; charset=utf-8";

  /** About what a page takes. */
  private static final int PAGE_BYTES = 128 * 1024;

  /**
   * What Vert.x could measure and does not here. Requests are measured by route instead; the event
   * bus looks four meters up for each message; statements and commands would be timed one by one,
   * where ours are timed by transaction, batch and read.
   */
  private static final Set<String> NOT_OF_VERTX =
      Set.of(
          MetricsDomain.HTTP_SERVER.toCategory(),
          MetricsDomain.EVENT_BUS.toCategory(),
          "sql",
          "redis");

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final DatabaseMetrics database;
  private final RequestMetrics requests;
  private volatile NodeMetrics node;

  /**
   * @param version of this server
   */
  public Metrics(String version) {
    registry
        .config()
        // An allocator of Netty that Vert.x does not use.
        .meterFilter(MeterFilter.denyNameStartsWith("netty.allocator"))
        // Pools of the SQL and Redis clients: ours are measured where they are used, by their
        // names.
        .meterFilter(
            MeterFilter.deny(
                id ->
                    id.getName().startsWith("vertx.pool.")
                        && !"worker".equals(id.getTag("pool_type"))));
    Gauge.builder("floodgate.direct.memory", PlatformDependent::usedDirectMemory)
        .description("Memory outside the heap that Netty holds for buffers.")
        .baseUnit("bytes")
        .register(registry);
    new FileDescriptorMetrics().bindTo(registry);
    Gauge.builder("floodgate.build.info", () -> 1)
        .description("The version that runs; always 1.")
        .tag("version", version)
        .register(registry);
    database = new DatabaseMetrics(registry);
    requests = new RequestMetrics(registry);
  }

  /** What to build a Vert.x with, together with {@link #vertxOptions}. */
  public VertxMetricsFactory vertxFactory() {
    return new MicrometerMetricsFactory(registry);
  }

  /**
   * Which of its metrics Vert.x keeps: of the JVM, of Netty, and those that cost next to nothing.
   */
  public MetricsOptions vertxOptions() {
    return new MicrometerMetricsOptions()
        // By this name it would share the registry of another node in this process.
        .setRegistryName(UUID.randomUUID().toString())
        .setDisabledMetricsCategories(NOT_OF_VERTX)
        .setJvmMetricsEnabled(true)
        .setNettyMetricsEnabled(true)
        .setEnabled(true);
  }

  /** Hears how the connections to PostgreSQL fare. */
  public DatabaseMeter database() {
    return database;
  }

  /** Hears how long requests take. */
  public WebMeter requests() {
    return requests;
  }

  /** Shows what these keep of themselves, from now on. Called once, when all have started. */
  public void watch(Watched parts) {
    node = new NodeMetrics(new Readout(registry), parts);
  }

  /** OpenMetrics for who takes it, else Prometheus' text, which everybody reads. */
  @Override
  public Written write(String accept) {
    NodeMetrics watched = node;
    if (watched != null) {
      watched.refresh();
    }
    String type =
        accept != null && accept.contains("application/openmetrics-text") ? OPEN_METRICS : TEXT;
    ByteArrayOutputStream page = new ByteArrayOutputStream(PAGE_BYTES);
    try {
      registry.scrape(page, type);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return new Written(type, page.toByteArray());
  }

  @Override
  public void close() {
    registry.close();
  }
}
