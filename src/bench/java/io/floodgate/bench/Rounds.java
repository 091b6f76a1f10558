package io.floodgate.bench;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Runs rows round by round, limit and project in turn: what changes on the machine over the minutes
 * meets both. A load that two rows share runs once a round.
 */
final class Rounds {

  private final Rig rig;
  private final Arguments arguments;
  private final Consumer<Run> heard;
  private final List<Run> runs = new ArrayList<>();

  /**
   * @param heard of each run as it ends
   */
  Rounds(Rig rig, Arguments arguments, Consumer<Run> heard) {
    this.rig = rig;
    this.arguments = arguments;
    this.heard = heard;
  }

  /** Everything warm, then every round; all runs in their order. */
  List<Run> of(List<Row> rows) {
    warmUp(loads(rows, true));
    for (int round = 1; round <= arguments.rounds(); round++) {
      for (Load load : loads(rows, round == 1)) {
        Run run = Run.of(load, round, rig, arguments.lasts());
        runs.add(run);
        heard.accept(run);
      }
    }
    return List.copyOf(runs);
  }

  private void warmUp(List<Load> loads) {
    for (Load load : loads) {
      rig.settle();
      load.warmUp(rig, arguments.warmUp());
    }
  }

  /** Each once, the limit before the project. */
  private static List<Load> loads(List<Row> rows, boolean besides) {
    Set<String> seen = new HashSet<>();
    List<Load> loads = new ArrayList<>();
    for (Row row : rows) {
      List<Load> ofRow = new ArrayList<>();
      row.limit().ifPresent(ofRow::add);
      ofRow.add(row.project());
      if (besides) {
        ofRow.addAll(row.besides());
      }
      ofRow.stream().filter(load -> seen.add(load.name())).forEach(loads::add);
    }
    return loads;
  }

  /** The run of a load in a round, if there was one. */
  static Optional<Run> find(List<Run> runs, Load load, int round) {
    return runs.stream()
        .filter(run -> run.load().equals(load.name()) && run.round() == round)
        .findFirst();
  }
}
