package io.floodgate.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ResultsTest {

  private record Named(String name) implements Load {

    @Override
    public Result run(Rig rig, Duration lasts) {
      throw new AssertionError("nothing runs here");
    }
  }

  private static final Load LIMIT = new Named("limit");
  private static final Load PROJECT = new Named("project");

  private static Row row(Goal goal) {
    return new Row("a-row", "a job", PROJECT, Optional.of(LIMIT), goal, List.of(), "9/s");
  }

  private static Run run(Load load, int round, double rate, String... faults) {
    return new Run(
        load.name(),
        round,
        new Result(
            rate,
            Math.round(rate),
            Map.of("p50", 1.0, "p95", 8.0, "p99", 12.0),
            List.of(faults),
            ""),
        new Cpu.Used(1, Map.of("server", 0.5)));
  }

  private static List<Run> threeRounds() {
    List<Run> runs = new ArrayList<>();
    double[] limits = {20_000, 10_000, 40_000};
    double[] projects = {10_000, 8_000, 16_000};
    for (int i = 0; i < 3; i++) {
      runs.add(run(LIMIT, i + 1, limits[i]));
      runs.add(run(PROJECT, i + 1, projects[i]));
    }
    return runs;
  }

  @Test
  void medianAndSpread() {
    assertThat(Figures.of(List.of(3.0, 1.0, 2.0)))
        .satisfies(
            figures -> {
              assertThat(figures.median()).isEqualTo(2);
              assertThat(figures.least()).isEqualTo(1);
              assertThat(figures.most()).isEqualTo(3);
            });
    assertThat(Figures.of(List.of(4.0, 1.0, 2.0, 3.0)).median()).isEqualTo(2.5);
  }

  @Test
  void theRatioIsTakenWithinEachRound() {
    RowResult result = RowResult.of(row(new Goal.Ratio(0.5)), threeRounds());

    assertThat(result.ratio()).contains(Figures.of(List.of(0.5, 0.8, 0.4)));
    assertThat(result.project().median()).isEqualTo(10_000);
    assertThat(result.reached()).isTrue();
  }

  @Test
  void aGoalIsMissedOrReached() {
    assertThat(RowResult.of(row(new Goal.Ratio(0.51)), threeRounds()).reached()).isFalse();
    assertThat(RowResult.of(row(new Goal.P95(10)), threeRounds()).reached()).isTrue();
    assertThat(RowResult.of(row(new Goal.P95(8)), threeRounds()).reached()).isFalse();
  }

  @Test
  void aRunWithAFaultMakesItsRowNotCount() {
    List<Run> runs = threeRounds();
    runs.set(3, run(PROJECT, 2, 8_000, "1 of 2 answers were no SUCCESS"));

    RowResult result = RowResult.of(row(new Goal.Ratio(0.1)), runs);

    assertThat(result.reached()).isFalse();
    assertThat(result.faults()).containsExactly("project, round 2: 1 of 2 answers were no SUCCESS");
    assertThat(Markdown.table(List.of(result))).contains("| does not count |");
  }

  @Test
  void theTableShowsMediansAndSpreads() {
    String table = Markdown.table(List.of(RowResult.of(row(new Goal.Ratio(0.5)), threeRounds())));

    assertThat(table)
        .endsWith(
            "| a job | limit | 20,000 (10,000–40,000) | **10,000 (8,000–16,000)** | 0.50"
                + " (0.40–0.80) | 1.0 / 8.0 / 12.0 | ≥ 0.5 | yes | 9/s |");
  }

  @Test
  void cpuIsToldAJob() {
    Cpu before = new Cpu(0, Map.of("server", 1.0));
    Cpu after = new Cpu(2_000_000_000L, Map.of("server", 2.0));

    Cpu.Used used = after.since(before);

    assertThat(used.cores()).containsEntry("server", 0.5);
    assertThat(used.micros("server", 10_000)).isEqualTo(100, within(0.001));
    assertThat(used.micros("nobody", 10_000)).isZero();
  }
}
