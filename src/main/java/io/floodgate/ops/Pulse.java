package io.floodgate.ops;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * When each event loop of this node turned last, told by a {@link PulseVerticle} on each. One
 * object a node; thread-safe.
 */
final class Pulse {

  /** From one beat of a loop to the next. */
  static final Duration INTERVAL = Duration.ofMillis(500);

  private final Duration stuckAfter;
  private final LongSupplier nanoClock;
  private final Map<String, Long> beatenNanos = new ConcurrentHashMap<>();

  /**
   * @param stuckAfter a loop that has not turned for so long is stuck
   */
  Pulse(Duration stuckAfter, LongSupplier nanoClock) {
    this.stuckAfter = stuckAfter;
    this.nanoClock = nanoClock;
  }

  /** The loop turns. */
  void beat(String loop) {
    beatenNanos.put(loop, nanoClock.getAsLong());
  }

  /** The loop is not watched any more. */
  void end(String loop) {
    beatenNanos.remove(loop);
  }

  /** The loop that has been stuck for longest, and for how long, if one is. */
  Optional<String> stuck() {
    long now = nanoClock.getAsLong();
    return beatenNanos.entrySet().stream()
        .filter(loop -> now - loop.getValue() > stuckAfter.toNanos())
        .max((one, other) -> Long.compare(now - one.getValue(), now - other.getValue()))
        .map(
            loop ->
                "the event loop %s has not turned for %d s"
                    .formatted(loop.getKey(), Duration.ofNanos(now - loop.getValue()).toSeconds()));
  }
}
