package io.floodgate.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.Consumer;

/** Two configurations under the same load, in turn: how fast the second is beside the first. */
final class Comparison {

  private final Rig rig;
  private final Arguments arguments;
  private final Consumer<Run> heard;
  private final List<Run> first = new ArrayList<>();
  private final List<Run> second = new ArrayList<>();

  Comparison(Rig rig, Arguments arguments, Consumer<Run> heard) {
    this.rig = rig;
    this.arguments = arguments;
    this.heard = heard;
  }

  /** Starts the server anew for each turn: first, second, first, second. */
  void run(List<Row> rows) {
    for (int round = 1; round <= arguments.rounds(); round++) {
      turn(rows, arguments.compare().getFirst(), round, first);
      turn(rows, arguments.compare().getLast(), round, second);
    }
  }

  private void turn(List<Row> rows, Path configuration, int round, List<Run> into) {
    rig.serve(List.of(configuration));
    warmUpNewServer(rows.getFirst().project());
    for (Row row : rows) {
      rig.settle();
      row.project().warmUp(rig, arguments.warmUp());
      Run run = Run.of(row.project(), round, rig, arguments.lasts());
      into.add(run);
      heard.accept(run);
    }
  }

  /** Its JVM has compiled nothing yet. */
  private void warmUpNewServer(Load load) {
    for (int i = 0; i < 3; i++) {
      load.warmUp(rig, arguments.warmUp());
    }
  }

  /** A table with a line a row, and what makes runs not count. */
  String table(List<Row> rows) {
    StringJoiner lines = new StringJoiner("\n", "", "\n");
    lines.add(
        "| job | a: %s | b: %s | b / a | p99 ms, a | p99 ms, b |"
            .formatted(arguments.compare().getFirst(), arguments.compare().getLast()));
    lines.add("|---|---|---|---|---|---|");
    for (Row row : rows) {
      List<Run> a = of(row, first);
      List<Run> b = of(row, second);
      List<Double> ratios = new ArrayList<>();
      for (int i = 0; i < a.size(); i++) {
        ratios.add(b.get(i).result().perSecond() / a.get(i).result().perSecond());
      }
      lines.add(
          "| %s | %s | %s | **%s** | %s | %s |"
              .formatted(
                  row.job(),
                  rates(a),
                  rates(b),
                  Markdown.ratios(Figures.of(ratios)),
                  p99(a),
                  p99(b)));
    }
    for (Run run : runs()) {
      for (String fault : run.result().faults()) {
        lines.add("- does not count: %s, round %d: %s".formatted(run.load(), run.round(), fault));
      }
    }
    return lines.toString();
  }

  List<Run> runs() {
    List<Run> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }

  private static List<Run> of(Row row, List<Run> runs) {
    return runs.stream().filter(run -> run.load().equals(row.project().name())).toList();
  }

  private static String rates(List<Run> runs) {
    return Markdown.rates(Figures.of(runs.stream().map(run -> run.result().perSecond()).toList()));
  }

  private static String p99(List<Run> runs) {
    return Markdown.millis(
        Figures.of(runs.stream().map(run -> run.result().millis().get("p99")).toList()).median());
  }
}
