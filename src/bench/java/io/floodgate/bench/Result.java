package io.floodgate.bench;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.Map;

/**
 * What a load generator says of one run.
 *
 * @param perSecond jobs done a second
 * @param answers jobs done in all
 * @param millis latencies by their names, such as {@code p99}; what the generator does not measure
 *     is missing
 * @param faults what makes the run count for nothing; none in a good one
 * @param output as printed; kept as a file of its own
 */
record Result(
    double perSecond,
    long answers,
    Map<String, Double> millis,
    List<String> faults,
    @JsonIgnore String output) {

  Result {
    faults = List.copyOf(faults);
  }
}
