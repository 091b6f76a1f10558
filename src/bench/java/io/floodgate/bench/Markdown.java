package io.floodgate.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/** A report for people. The first table is the one that the README quotes. */
final class Markdown {

  private static final List<String> PROCESSES =
      List.of("server", "postgres", "redis", "kafka", "bare", Cpu.LOAD, Cpu.MACHINE, Cpu.STOLEN);

  private Markdown() {}

  static String of(Report report) {
    StringJoiner text = new StringJoiner("\n\n", "", "\n");
    text.add("# Bench of " + report.machine().time().toString().substring(0, 10));
    text.add(heading(report));
    text.add(verdict(report));
    text.add(table(report.results()));
    text.add(
        "Medians of the rounds, in brackets the least and the most of them. The ratio is that of"
            + " the project to the limit in the same round. Peers: two Spring Boot shops of the"
            + " same requirements with MariaDB, tuned as far as configuration goes, measured"
            + " elsewhere on two cores; not a part of this run.");
    text.add(memory(report.memory()));
    besides(report).ifPresent(text::add);
    text.add("## Who used the CPU\n\n" + cpu(report));
    text.add("## The machine\n\n" + machine(report));
    return text.toString();
  }

  private static String heading(Report report) {
    return "Commit %s, `%s`, %s, %d cores that the load generator, the server and its stores share."
        .formatted(
            report.machine().commit(),
            report.command(),
            report.machine().processor(),
            report.machine().cores());
  }

  private static String verdict(Report report) {
    StringJoiner lines = new StringJoiner("\n");
    if (report.invariants().hold()) {
      lines.add("All %d invariants held afterwards.".formatted(report.invariants().checked()));
    } else {
      lines.add("**These results are invalid.** Invariants are broken:");
      report.invariants().broken().forEach(name -> lines.add("- " + name));
    }
    List<String> faults =
        report.results().stream().flatMap(result -> result.faults().stream()).distinct().toList();
    if (faults.isEmpty()) {
      lines.add("Every answer was the one that was expected.");
    } else {
      lines.add("**Rows with these runs do not count:**");
      faults.forEach(fault -> lines.add("- " + fault));
    }
    return lines.toString();
  }

  static String table(List<RowResult> results) {
    StringJoiner lines = new StringJoiner("\n");
    lines.add(
        "| job | limit | limit, jobs/s | project, jobs/s | ratio | p50 / p95 / p99 ms | goal | |"
            + " peers |");
    lines.add("|---|---|---|---|---|---|---|---|---|");
    for (RowResult result : results) {
      lines.add(
          "| %s | %s | %s | **%s** | %s | %s / %s / %s | %s | %s | %s |"
              .formatted(
                  result.row().job(),
                  result.row().limit().map(Load::name).orElse(""),
                  result.limit().map(Markdown::rates).orElse(""),
                  rates(result.project()),
                  result.ratio().map(Markdown::ratios).orElse(""),
                  millis(result.p50().median()),
                  millis(result.p95().median()),
                  millis(result.p99().median()),
                  goal(result.row().goal()),
                  result.faults().isEmpty() ? (result.reached() ? "yes" : "no") : "does not count",
                  result.row().peer()));
    }
    return lines.toString();
  }

  private static String goal(Goal goal) {
    return switch (goal) {
      case Goal.Ratio(double least) -> format("≥ %.1f", least);
      case Goal.P95(double belowMillis) -> format("p95 < %.0f ms", belowMillis);
    };
  }

  private static String memory(Memory memory) {
    return "After all runs the server's heap holds %d MB after a collection; %d MB of its process are resident (at most %d)."
        .formatted(memory.heap(), memory.resident(), memory.residentAtMost());
  }

  /** What was measured for information, once. */
  private static Optional<String> besides(Report report) {
    List<String> lines =
        report.rows().stream()
            .flatMap(row -> row.besides().stream())
            .flatMap(load -> Rounds.find(report.runs(), load, 1).stream())
            .map(run -> format("| %s | %,.0f |", run.load(), run.result().perSecond()))
            .toList();
    return lines.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "For information, one run each:\n\n| | jobs/s |\n|---|---|\n"
                + String.join("\n", lines));
  }

  /** Of the last round, so that one line is one run. */
  private static String cpu(Report report) {
    StringJoiner lines = new StringJoiner("\n");
    lines.add(
        "Of each load's last run: hundredths of a core, and in brackets microseconds a job. `load`"
            + " is the load generator, `machine` all that was not idle, `stolen` what the"
            + " hypervisor gave to others.\n");
    lines.add("| load | " + String.join(" | ", PROCESSES) + " |");
    lines.add("|---|" + "---|".repeat(PROCESSES.size()));
    report.runs().stream()
        .collect(Collectors.toMap(Run::load, run -> run, (_, last) -> last, LinkedHashMap::new))
        .values()
        .forEach(run -> lines.add("| %s | %s |".formatted(run.load(), cpu(run))));
    return lines.toString();
  }

  private static String cpu(Run run) {
    return PROCESSES.stream()
        .map(
            name ->
                run.cpu().cores().containsKey(name)
                    ? format(
                        "%.0f (%.1f)",
                        run.cpu().cores().get(name) * 100,
                        run.cpu().micros(name, run.result().answers()))
                    : "")
        .collect(Collectors.joining(" | "));
  }

  private static String machine(Report report) {
    Machine machine = report.machine();
    StringJoiner lines = new StringJoiner("\n");
    lines.add("- %s, %s, %s".formatted(machine.system(), machine.memory(), machine.java()));
    lines.add("- the server runs with `%s`".formatted(machine.serverOptions()));
    lines.add(format("- the disk confirms %,d writes a second", machine.syncsASecond()));
    lines.add("- PostgreSQL: " + pairs(machine.settings()));
    lines.add("- " + String.join("; ", machine.tools()));
    lines.add("- " + pairs(report.sizes()));
    return lines.toString();
  }

  private static String pairs(Map<String, String> pairs) {
    return pairs.entrySet().stream()
        .map(pair -> pair.getKey() + " " + pair.getValue())
        .collect(Collectors.joining(", "));
  }

  static String rates(Figures figures) {
    return format("%,.0f (%,.0f–%,.0f)", figures.median(), figures.least(), figures.most());
  }

  static String ratios(Figures figures) {
    return format("%.2f (%.2f–%.2f)", figures.median(), figures.least(), figures.most());
  }

  static String millis(double millis) {
    return format("%.1f", millis);
  }

  /** With points and commas as everywhere in this repository. */
  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
