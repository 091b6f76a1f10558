package io.floodgate.webhook;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What became of the posts of this node since its start. One object a node; any thread. */
public final class PostCounts {

  private final Map<Outcome, LongAdder> counts = new EnumMap<>(Outcome.class);

  public PostCounts() {
    for (Outcome outcome : Outcome.values()) {
      counts.put(outcome, new LongAdder());
    }
  }

  /** What became of one post. */
  public enum Outcome {
    /** The platform has it. */
    ACCEPTED,
    /** The platform will not have it: it is given up. */
    REFUSED,
    /** No answer, or one that says to try again. */
    FAILED
  }

  /** Posts that this became of. */
  public long of(Outcome outcome) {
    return counts.get(outcome).sum();
  }

  void add(Outcome outcome) {
    counts.get(outcome).increment();
  }
}
