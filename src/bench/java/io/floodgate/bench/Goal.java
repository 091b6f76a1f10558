package io.floodgate.bench;

/** What a row shall reach. */
sealed interface Goal {

  /** The project's rate, as a part of the limit's in the same round. */
  record Ratio(double least) implements Goal {}

  /** The 95th percentile of the project's latency. */
  record P95(double belowMillis) implements Goal {}
}
