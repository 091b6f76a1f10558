package io.floodgate.web;

import io.vertx.core.Future;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What became of requests with an idempotency key since the start. Any thread. */
final class KeyCounts {

  private final Map<KeyOutcome, LongAdder> counts = new EnumMap<>(KeyOutcome.class);

  KeyCounts() {
    for (KeyOutcome outcome : KeyOutcome.values()) {
      counts.put(outcome, new LongAdder());
    }
  }

  /** Counts what becomes of one request. */
  <A> Future<A> counted(Future<A> effect) {
    return effect.onComplete(
        answer -> KeyOutcome.ofAnswer(answer).ifPresent(this::add),
        error -> KeyOutcome.ofFailure(error).ifPresent(this::add));
  }

  long of(KeyOutcome outcome) {
    return counts.get(outcome).sum();
  }

  private void add(KeyOutcome outcome) {
    counts.get(outcome).increment();
  }
}
