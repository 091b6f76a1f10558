package io.floodgate.trace;

import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends ended spans to a collector by OTLP over HTTP, from a thread of its own. What does not fit
 * into its queue, and what the collector does not take, is dropped: once it fails and once it works
 * again, the log says so.
 */
final class Export implements SpanExporter {

  private static final Logger LOG = LoggerFactory.getLogger(Export.class);

  private static final int MAX_QUEUE = 4_096;
  private static final int MAX_AT_ONCE = 512;
  private static final Duration INTERVAL = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** It says at each attempt what is said here once. Kept, or its level would be forgotten. */
  private static final java.util.logging.Logger LIBRARY =
      java.util.logging.Logger.getLogger("io.opentelemetry.exporter");

  private final SpanExporter collector;
  private final AtomicBoolean failing = new AtomicBoolean();

  private Export(SpanExporter collector) {
    this.collector = collector;
  }

  /**
   * @param endpoint such as {@code http://127.0.0.1:4318/v1/traces}
   */
  static SpanProcessor to(String endpoint) {
    LIBRARY.setLevel(Level.OFF);
    SpanExporter collector =
        OtlpHttpSpanExporter.builder()
            .setEndpoint(endpoint)
            .setConnectTimeout(PATIENCE)
            .setTimeout(PATIENCE)
            .setCompression("gzip")
            .setRetryPolicy(null) // what is new is worth more than what is late
            .setMeterProvider(MeterProvider.noop())
            .build();
    return BatchSpanProcessor.builder(new Export(collector))
        .setMaxQueueSize(MAX_QUEUE)
        .setMaxExportBatchSize(MAX_AT_ONCE)
        .setScheduleDelay(INTERVAL)
        .setExporterTimeout(PATIENCE)
        .setMeterProvider(MeterProvider.noop())
        .build();
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    CompletableResultCode result = collector.export(spans);
    return result.whenComplete(() -> note(result));
  }

  private void note(CompletableResultCode result) {
    if (result.isSuccess()) {
      if (failing.compareAndSet(true, false)) {
        LOG.info("the collector takes traces again");
      }
    } else if (failing.compareAndSet(false, true)) {
      LOG.warn(
          "the collector takes no traces, and they are dropped: {}",
          String.valueOf(result.getFailureThrowable()));
    }
  }

  @Override
  public CompletableResultCode flush() {
    return collector.flush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return collector.shutdown();
  }
}
