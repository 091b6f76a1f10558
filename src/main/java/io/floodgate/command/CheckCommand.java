package io.floodgate.command;

import io.floodgate.config.Config;
import io.floodgate.coupon.GateWorks;
import io.floodgate.db.Transactions;
import io.floodgate.ops.EventInvariants;
import io.floodgate.ops.GateInvariant;
import io.floodgate.ops.Invariant;
import io.floodgate.ops.InvariantReport;
import io.floodgate.ops.Invariants;
import io.floodgate.ops.RankingInvariant;
import io.floodgate.ranking.RankingWorks;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Checks every invariant. */
@Command(
    name = "check",
    description = {
      "Check every invariant; exit code 1 if one is broken.",
      "It reads the whole database in one snapshot, and compares Redis and Kafka with it. What"
          + " needs a store that is away says that it was not checked."
    })
public final class CheckCommand implements Callable<Integer> {

  @Mixin private Output output;
  @Mixin private Progress progress;

  private final Settings settings;

  public CheckCommand(Settings settings) {
    this.settings = settings;
  }

  @Override
  public Integer call() {
    Config config = settings.load().config();
    try (Stores stores = Stores.open(config)) {
      stores.isRedisUp(); // or its comparisons say that it was away
      InvariantReport report = check(config, stores);
      output.result(report, out -> report.invariants().forEach(one -> print(one, out)));
      return report.holds() ? ExitCode.WELL : ExitCode.FAILED;
    }
  }

  private InvariantReport check(Config config, Stores stores) {
    Transactions checks = stores.database().longTransactions(config.ops().invariantsTimeout());
    ProgressBar bar = progress.bar("invariants");
    return stores.onEventLoop(
        () -> {
          GateWorks gates =
              new GateWorks(stores.vertx(), config.coupons(), stores.database(), stores.redis());
          RankingWorks ranking =
              new RankingWorks(
                  stores.vertx(),
                  config.ranking(),
                  stores.database(),
                  stores.redis(),
                  stores.kafka());
          return Invariants.check(checks, done -> bar.at(done, Invariants.count()))
              .compose(report -> GateInvariant.judge(gates.compare()).map(report::with))
              .compose(report -> RankingInvariant.judge(ranking.compare()).map(report::with))
              .compose(report -> EventInvariants.check(checks, stores.kafka()).map(report::with));
        });
  }

  private static void print(Invariant invariant, PrintWriter out) {
    String verdict =
        invariant
            .notChecked()
            .map(reason -> "not checked: " + reason)
            .orElse(invariant.violations() == 0 ? "holds" : "BROKEN by " + invariant.violations());
    out.printf("%-45s %s%n", invariant.name(), verdict);
    invariant.samples().forEach(sample -> out.println("    " + sample));
  }
}
