package io.floodgate.trace;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One step of a sampled trace, from its begin to its end; {@link #NONE} of all other traces, of
 * which nothing is recorded and which costs nothing. Thread-safe, like the span behind it.
 */
public final class Step {

  /** Records nothing, and neither do the steps that begin within it. */
  public static final Step NONE = new Step(Traces.OFF, Span.getInvalid());

  private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

  private final Traces traces;
  private final Span span;

  private final AtomicInteger counted = new AtomicInteger();

  /** What carries this one along with others. */
  private volatile Step carrier;

  Step(Traces traces, Span span) {
    this.traces = traces;
    this.span = span;
  }

  public boolean isRecorded() {
    return this != NONE;
  }

  /** A step within this one. */
  public Step child(Kind kind, String name) {
    return isRecorded() ? traces.begin(kind, name, Context.root().with(span), List.of()) : NONE;
  }

  /**
   * A step that carries many others at once. It belongs to no trace of theirs, so it is the root of
   * one of its own; links lead from it to each of them and back.
   *
   * @param recorded at least one, all of them recorded
   */
  public static Step carrying(Kind kind, String name, List<Step> recorded) {
    Traces traces = recorded.getFirst().traces;
    Step carrier =
        traces.begin(kind, name, Context.root(), recorded.stream().map(Step::context).toList());
    for (Step step : recorded) {
      step.span.addLink(carrier.context());
      step.span.addEvent("carried"); // it waited until now
      step.carrier = carrier;
    }
    return carrier;
  }

  /** What carries this one along; {@link #NONE} before, and if nothing does. */
  public Step carrier() {
    Step known = carrier;
    return known == null ? NONE : known;
  }

  /**
   * The W3C context of this step, for what follows from it.
   *
   * @param otherwise where nothing is recorded
   */
  public String traceparentOr(String otherwise) {
    return isRecorded() ? traceparent().text() : otherwise;
  }

  /** The same of a step that is recorded. */
  public Traceparent traceparent() {
    return Traceparent.sampled(context().getTraceId(), context().getSpanId());
  }

  /** Says something of it; the names are those of OpenTelemetry where it has one. */
  public Step with(String name, String value) {
    span.setAttribute(name, value);
    return this;
  }

  public Step with(String name, long value) {
    span.setAttribute(name, value);
    return this;
  }

  /** One more of something, of which nothing was said before. */
  public void count(String name) {
    span.setAttribute(name, counted.incrementAndGet());
  }

  /**
   * Something happened now.
   *
   * @param error what went wrong
   */
  public void note(String name, String error) {
    span.addEvent(name, Attributes.of(ERROR, error));
  }

  /** It ended as it should, a refusal included. */
  public void end() {
    span.end();
  }

  /**
   * It went wrong.
   *
   * @param error a stable name
   */
  public void fail(String error) {
    span.setAttribute(ERROR, error);
    span.setStatus(StatusCode.ERROR);
    span.end();
  }

  SpanContext context() {
    return span.getSpanContext();
  }

  static boolean areOfOneTrace(Collection<SpanContext> contexts) {
    return contexts.stream().map(SpanContext::getTraceId).distinct().count() == 1;
  }
}
