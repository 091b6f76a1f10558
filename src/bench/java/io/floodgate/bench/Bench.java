package io.floodgate.bench;

import io.floodgate.local.Parent;
import io.floodgate.local.StackRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The main class of {@code ./mvnw -Pbench}: starts everything, measures every row, checks the
 * invariants, writes the report. The exit code is 1 where results do not count.
 */
public final class Bench {

  private final Arguments arguments;
  private final String command;
  private final List<Row> rows;
  private final Path out;

  private Bench(Arguments arguments, String command) {
    this.arguments = arguments;
    this.command = command;
    this.rows = Table.ROWS.stream().filter(row -> arguments.wants(row.name())).toList();
    this.out = arguments.out().orElseGet(Bench::usualPlace);
    if (rows.isEmpty()) {
      throw new Refused(
          "There is no such row; there are "
              + Table.ROWS.stream().map(Row::name).collect(Collectors.joining(", ")));
    }
  }

  public static void main(String[] unused) {
    try {
      Parent.stopWithIt();
      Tools.demand();
      Map<String, String> properties =
          System.getProperties().stringPropertyNames().stream()
              .collect(Collectors.toMap(name -> name, System::getProperty));
      Bench bench = new Bench(Arguments.of(properties), command(properties));
      System.exit(bench.run() ? 0 : 1);
    } catch (Refused | StackRefused e) {
      System.err.println(e.getMessage());
      System.exit(1);
    } catch (Exception e) {
      e.printStackTrace();
      System.exit(1);
    }
  }

  private boolean run() throws SQLException, IOException {
    try (Rig rig = Rig.start(arguments.users(), Bench::say)) {
      return arguments.compare().isEmpty() ? measure(rig) : compare(rig);
    }
  }

  private boolean measure(Rig rig) {
    rig.serve(List.of());
    say("Warming up.");
    Map<String, String> sizes = new LinkedHashMap<>();
    sizes.put("before", size(rig.database()));
    List<Run> runs = new Rounds(rig, arguments, Bench::say).of(rows);
    rig.awaitDrained();
    sizes.put("after", size(rig.database()));
    sizes.put("pgbench's after", size(rig.limit().database()));
    Report report =
        new Report(
            command,
            Machine.of(rig),
            rig.configuration(),
            sizes,
            rows,
            runs,
            Memory.of(rig.serverProcess()),
            Invariants.of(rig.serverUrl()));
    report.write(out);
    say("");
    say(Markdown.of(report));
    say("Written to " + out);
    return report.counts();
  }

  private boolean compare(Rig rig) throws IOException {
    Comparison comparison = new Comparison(rig, arguments, Bench::say);
    comparison.run(rows);
    rig.awaitDrained();
    Invariants invariants = Invariants.of(rig.serverUrl());
    String table = comparison.table(rows);
    Files.createDirectories(out);
    Files.writeString(out.resolve("comparison.md"), table);
    say("");
    say(table);
    say(
        invariants.hold()
            ? "All %d invariants held afterwards.".formatted(invariants.checked())
            : "The results are invalid: broken are " + String.join(", ", invariants.broken()));
    say("Written to " + out);
    return invariants.hold()
        && comparison.runs().stream().allMatch(run -> run.result().faults().isEmpty());
  }

  private static String size(Database database) {
    return database.text(
        """
        SELECT format('%s, %s users, %s orders, %s events',
                      pg_size_pretty(pg_database_size(current_database())),
                      (SELECT count(*) FROM users), (SELECT count(*) FROM orders),
                      (SELECT count(*) FROM outbox))
        """);
  }

  private static Path usualPlace() {
    String day = LocalDate.now(ZoneOffset.UTC).toString();
    return Path.of("docs/benchmarks", day + "-" + Machine.workingCopy().replace("+", "-changed"));
  }

  private static String command(Map<String, String> properties) {
    return "./mvnw -Pbench"
        + List.of("quick", "rounds", "seconds", "rows", "compare").stream()
            .filter(properties::containsKey)
            .map(
                name ->
                    properties.get(name).equals("true")
                        ? " -D" + name
                        : " -D" + name + "=" + properties.get(name))
            .collect(Collectors.joining());
  }

  private static void say(Run run) {
    say(
        String.format(
            Locale.ROOT,
            "%-30s round %d  %,10.0f/s  %s %s",
            run.load(),
            run.round(),
            run.result().perSecond(),
            run.result().millis(),
            String.join("; ", run.result().faults())));
  }

  private static void say(String line) {
    System.out.println(line);
  }
}
