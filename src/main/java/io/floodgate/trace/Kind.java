package io.floodgate.trace;

import io.opentelemetry.api.trace.SpanKind;

/** What a {@link Step} is to what comes before and after it. */
public enum Kind {
  /** Answers a request from outside. */
  SERVER(SpanKind.SERVER),
  /** Is work of this process alone. */
  INTERNAL(SpanKind.INTERNAL),
  /** Asks another process and waits for its answer. */
  CLIENT(SpanKind.CLIENT),
  /** Sends a message. */
  PRODUCER(SpanKind.PRODUCER),
  /** Works messages off. */
  CONSUMER(SpanKind.CONSUMER);

  private final SpanKind span;

  Kind(SpanKind span) {
    this.span = span;
  }

  SpanKind span() {
    return span;
  }
}
