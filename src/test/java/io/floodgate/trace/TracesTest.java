package io.floodgate.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.floodgate.config.Config;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TracesTest {

  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String SAMPLED = "00-" + TRACE + "-00f067aa0ba902b7-01";
  private static final String UNSAMPLED = "00-" + TRACE + "-00f067aa0ba902b7-00";
  private static final Duration SOON = Duration.ofSeconds(10);

  @Test
  void withoutACollectorThereIsNothingThatCouldRecord() {
    long before = exporters();
    Traces traces = Traces.start(new Config.Trace(Optional.empty(), 1, "floodgate"));
    assertThat(traces).isSameAs(Traces.OFF);
    assertThat(traces.isOn()).isFalse();
    assertThat(traces.samplesNew()).isFalse();
    assertThat(traces.within(Kind.SERVER, "one", SAMPLED)).isSameAs(Step.NONE);
    assertThat(traces.of(SAMPLED)).isSameAs(Step.NONE);
    assertThat(traces.following(Kind.CONSUMER, "one", List.of(SAMPLED))).isSameAs(Step.NONE);
    assertThat(Step.NONE.child(Kind.INTERNAL, "two")).isSameAs(Step.NONE);
    assertThat(exporters()).isEqualTo(before);
    traces.close();
  }

  @Test
  void recordsWhatTheCallerHasRecordedAndNothingElse() {
    try (Collector collector = new Collector();
        Traces traces = on(collector.endpoint(), 0)) {
      assertThat(traces.samplesNew()).isFalse();
      assertThat(traces.within(Kind.SERVER, "unsampled", UNSAMPLED)).isSameAs(Step.NONE);
      assertThat(traces.within(Kind.SERVER, "nonsense", "nonsense")).isSameAs(Step.NONE);
      Step outer = traces.within(Kind.SERVER, "outer", SAMPLED);
      outer.child(Kind.INTERNAL, "inner").with("floodgate.domain", "order").end();
      outer.fail("INTERNAL");
      await().atMost(SOON).until(() -> collector.spans().size() == 2);
      Span inner = collector.spans().getFirst();
      Span span = collector.spans().getLast();
      assertThat(inner.getParentSpanId()).isEqualTo(span.getSpanId());
      assertThat(Collector.attribute(inner, "floodgate.domain")).isEqualTo("order");
      assertThat(Collector.attribute(span, "error.type")).isEqualTo("INTERNAL");
      assertThat(outer.traceparent().traceId()).isEqualTo(TRACE);
      assertThat(collector.services()).containsOnly("test");
    }
  }

  @Test
  void ofNewTracesItRecordsTheConfiguredPart() {
    try (Traces traces = on("http://127.0.0.1:1/v1/traces", 0.5)) {
      long sampled = IntStream.range(0, 10_000).filter(i -> traces.samplesNew()).count();
      assertThat(sampled).isBetween(4_500L, 5_500L);
    }
  }

  @Test
  void whatFollowsOneTraceBelongsToItAndWhatFollowsManyIsLinkedWithEach() {
    String other = SAMPLED.replace("4bf9", "5bf9");
    try (Traces traces = on("http://127.0.0.1:1/v1/traces", 0)) {
      Step one = traces.following(Kind.CONSUMER, "one", List.of("", SAMPLED, UNSAMPLED, SAMPLED));
      Step many = traces.following(Kind.CONSUMER, "many", List.of(SAMPLED, other));
      assertThat(one.traceparent().traceId()).isEqualTo(TRACE);
      assertThat(many.traceparent().traceId()).isNotIn(TRACE, other.substring(3, 35));
      assertThat(traces.following(Kind.CONSUMER, "none", List.of("", UNSAMPLED)))
          .isSameAs(Step.NONE);
    }
  }

  /** More than its queue holds, and nobody who takes them. */
  @Test
  void aCollectorThatHangsHoldsNobodyUp() throws IOException {
    try (ServerSocket hanging = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Traces traces = on("http://127.0.0.1:" + hanging.getLocalPort() + "/v1/traces", 1);
      long began = System.nanoTime();
      for (int i = 0; i < 20_000; i++) {
        traces.root(Kind.SERVER, "one").end();
      }
      Duration recording = Duration.ofNanos(System.nanoTime() - began);
      traces.close();
      Duration closing = Duration.ofNanos(System.nanoTime() - began).minus(recording);
      assertThat(recording).isLessThan(Duration.ofSeconds(5));
      assertThat(closing).isLessThan(Duration.ofSeconds(5));
    }
  }

  private static Traces on(String endpoint, double ratio) {
    return Traces.start(new Config.Trace(Optional.of(endpoint), ratio, "test"));
  }

  private static long exporters() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().contains("BatchSpanProcessor"))
        .count();
  }
}
