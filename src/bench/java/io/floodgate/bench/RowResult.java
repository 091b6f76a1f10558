package io.floodgate.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * What the rounds of one row gave.
 *
 * @param project jobs a second
 * @param limit the same of the limit
 * @param ratio of the project to the limit, round by round
 * @param p50 milliseconds of the project, as are the next two
 * @param faults why runs of it do not count
 * @param reached whether it is as good as its goal; false where it does not count
 */
record RowResult(
    Row row,
    Figures project,
    Optional<Figures> limit,
    Optional<Figures> ratio,
    Figures p50,
    Figures p95,
    Figures p99,
    List<String> faults,
    boolean reached) {

  static RowResult of(Row row, List<Run> all) {
    List<Run> project = of(row.project(), all);
    List<Run> limit = row.limit().map(load -> of(load, all)).orElse(List.of());
    Optional<Figures> ratio = ratio(project, limit);
    Figures p95 = figures(project, run -> millis(run, "p95"));
    List<String> faults = new ArrayList<>();
    project.forEach(run -> faults.addAll(faults(run)));
    limit.forEach(run -> faults.addAll(faults(run)));
    return new RowResult(
        row,
        figures(project, RowResult::rate),
        limit.isEmpty() ? Optional.empty() : Optional.of(figures(limit, RowResult::rate)),
        ratio,
        figures(project, run -> millis(run, "p50")),
        p95,
        figures(project, run -> millis(run, "p99")),
        faults,
        faults.isEmpty() && reached(row.goal(), ratio, p95));
  }

  private static boolean reached(Goal goal, Optional<Figures> ratio, Figures p95) {
    return switch (goal) {
      case Goal.Ratio(double least) ->
          ratio.map(figures -> figures.median() >= least).orElse(false);
      case Goal.P95(double belowMillis) -> p95.median() < belowMillis;
    };
  }

  private static List<Run> of(Load load, List<Run> all) {
    return all.stream().filter(run -> run.load().equals(load.name())).toList();
  }

  private static Optional<Figures> ratio(List<Run> project, List<Run> limit) {
    if (limit.isEmpty()) {
      return Optional.empty();
    }
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < project.size(); i++) {
      ratios.add(rate(project.get(i)) / rate(limit.get(i)));
    }
    return Optional.of(Figures.of(ratios));
  }

  private static Figures figures(List<Run> runs, ToDoubleFunction<Run> what) {
    return Figures.of(runs.stream().mapToDouble(what).boxed().toList());
  }

  private static double rate(Run run) {
    return run.result().perSecond();
  }

  private static double millis(Run run, String name) {
    return run.result().millis().getOrDefault(name, Double.NaN);
  }

  private static List<String> faults(Run run) {
    return run.result().faults().stream()
        .map(fault -> "%s, round %d: %s".formatted(run.load(), run.round(), fault))
        .toList();
  }
}
