package io.floodgate.trace;

import io.floodgate.config.Config;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Records steps of sampled traces and hands them to a collector. What is sampled is decided where a
 * trace begins: by the caller, who says so in the context, else here by chance. One object a node,
 * {@link #OFF} without a collector; any thread.
 */
public final class Traces implements AutoCloseable {

  /** Records nothing. */
  public static final Traces OFF = new Traces(null, null, 0);

  /** The longest that a stop waits for what is not exported yet. */
  private static final Duration FLUSH_WITHIN = Duration.ofSeconds(2);

  private final SdkTracerProvider provider;
  private final Tracer tracer;
  private final double ratio;

  private Traces(SdkTracerProvider provider, Tracer tracer, double ratio) {
    this.provider = provider;
    this.tracer = tracer;
    this.ratio = ratio;
  }

  /** Begins to export, if there is where to; the collector need not be there. */
  public static Traces start(Config.Trace config) {
    if (config.endpoint().isEmpty()) {
      return OFF;
    }
    SdkTracerProvider provider =
        SdkTracerProvider.builder()
            // Whoever begins a span here has decided already.
            .setSampler(Sampler.alwaysOn())
            .setResource(
                Resource.create(
                    Attributes.of(AttributeKey.stringKey("service.name"), config.service())))
            .addSpanProcessor(Export.to(config.endpoint().get()))
            .build();
    return new Traces(provider, provider.get("io.floodgate"), config.sampleRatio());
  }

  public boolean isOn() {
    return tracer != null;
  }

  /** Whether to record a trace that begins here. */
  public boolean samplesNew() {
    return isOn() && ratio > 0 && ThreadLocalRandom.current().nextDouble() < ratio;
  }

  /** The first step of a trace that is to be recorded. */
  public Step root(Kind kind, String name) {
    return begin(kind, name, Context.root(), List.of());
  }

  /** A step within one of another process, or of another time, if that is sampled. */
  public Step within(Kind kind, String name, String traceparent) {
    SpanContext parent = sampled(traceparent);
    return parent == null ? Step.NONE : begin(kind, name, rootedIn(parent), List.of());
  }

  /**
   * That other step itself, to begin steps within it; it is not recorded once more.
   *
   * @param traceparent its context
   */
  public Step of(String traceparent) {
    SpanContext context = sampled(traceparent);
    return context == null ? Step.NONE : new Step(this, Span.wrap(context));
  }

  /**
   * A step that works off what many others have left, with a link to each that is sampled. While
   * all those are of one trace it belongs to that, within the first; else it is a root of its own.
   */
  public Step following(Kind kind, String name, Collection<String> traceparents) {
    if (!isOn()) {
      return Step.NONE;
    }
    List<SpanContext> links =
        traceparents.stream().map(this::sampled).filter(it -> it != null).toList();
    if (links.isEmpty()) {
      return Step.NONE;
    }
    Context parent = Step.areOfOneTrace(links) ? rootedIn(links.getFirst()) : Context.root();
    return begin(kind, name, parent, links);
  }

  Step begin(Kind kind, String name, Context parent, List<SpanContext> links) {
    SpanBuilder span = tracer.spanBuilder(name).setSpanKind(kind.span()).setParent(parent);
    links.forEach(span::addLink);
    return new Step(this, span.startSpan());
  }

  private static Context rootedIn(SpanContext parent) {
    return Context.root().with(Span.wrap(parent));
  }

  /** Null unless it is recorded here. */
  private SpanContext sampled(String traceparent) {
    return isOn() && Traceparent.isSampled(traceparent)
        ? new Traceparent(traceparent).context()
        : null;
  }

  /** What was recorded has a moment to leave. Blocks; for a thread of the program. */
  @Override
  public void close() {
    close(FLUSH_WITHIN);
  }

  /** The same of a stop that may have less time left. */
  public void close(Duration within) {
    if (isOn()) {
      long millis = Math.min(within.toMillis(), FLUSH_WITHIN.toMillis());
      provider.shutdown().join(millis, TimeUnit.MILLISECONDS);
    }
  }
}
