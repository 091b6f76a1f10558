package io.floodgate.metrics;

import java.time.Duration;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** The upper ends of the buckets of histograms: few, since each is a series for each label. */
final class Ladder {

  private Ladder() {}

  /** What a client waits for. */
  static Duration[] requests() {
    return millis(1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000);
  }

  /** What a part of a request takes: waiting in a queue, a transaction. */
  static Duration[] parts() {
    return Stream.concat(
            Stream.of(Duration.ofNanos(500_000)),
            Stream.of(millis(1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 5_000)))
        .toArray(Duration[]::new);
  }

  /** How many commands are carried together. */
  static double[] sizes() {
    return DoubleStream.of(1, 2, 4, 8, 16, 32, 64, 96, 128, 256).toArray();
  }

  private static Duration[] millis(long... millis) {
    return LongStream.of(millis).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
  }
}
