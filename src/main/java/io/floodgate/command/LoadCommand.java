package io.floodgate.command;

import io.floodgate.config.Config;
import io.floodgate.db.Migrations;
import io.floodgate.demo.DemoData;
import io.floodgate.demo.DemoData.Range;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Adds demo data. */
@Command(
    name = "load",
    description = {
      "Add users, products and coupons to try and to measure with.",
      "Each run adds what it is asked for to what is there, and migrates the database first. What"
          + " is cut off keeps what was loaded until then."
    })
public final class LoadCommand implements Callable<Integer> {

  @Option(
      names = "--users",
      paramLabel = "N",
      defaultValue = "10000",
      description = "Default: ${DEFAULT-VALUE}.")
  private long users;

  @Option(
      names = "--points",
      paramLabel = "N",
      defaultValue = "50000000",
      description = "Points of each user. Default: ${DEFAULT-VALUE}.")
  private long points;

  @Option(
      names = "--products",
      paramLabel = "N",
      defaultValue = "100",
      description = "Default: ${DEFAULT-VALUE}.")
  private long products;

  @Option(
      names = "--stock",
      paramLabel = "N",
      defaultValue = "10000000",
      description = "Units of each product. Default: ${DEFAULT-VALUE}.")
  private long stock;

  @Mixin private Output output;
  @Mixin private Progress progress;

  @Spec private CommandSpec spec;

  private final Settings settings;

  public LoadCommand(Settings settings) {
    this.settings = settings;
  }

  private record Loaded(Range users, Range products, long openCoupon) {}

  @Override
  public Integer call() throws SQLException {
    if (Math.min(Math.min(users, points), Math.min(products, stock)) < 0) {
      throw new ParameterException(spec.commandLine(), "An amount is at least 0.");
    }
    Config.Postgres config = settings.load().config().postgres();
    Stores.requirePostgres(config);
    Migrations.migrate(config);
    Map<String, ProgressBar> bars = new HashMap<>();
    DemoData.Loaded loaded =
        DemoData.load(
            config,
            new DemoData.Amounts(users, points, products, stock),
            (what, done, all) -> bars.computeIfAbsent(what, progress::bar).at(done, all));
    Loaded result = new Loaded(loaded.users(), loaded.products(), DemoData.loadCoupons(config));
    output.result(
        result,
        out -> {
          out.printf("users %s, %,d points each%n", said(result.users), points);
          out.printf("products %s, %,d units each%n", said(result.products), stock);
          out.printf("coupon %,d is open for issue%n", result.openCoupon);
        });
    return ExitCode.WELL;
  }

  private static String said(Range range) {
    return range.count() == 0
        ? "none"
        : "%,d to %,d".formatted(range.first(), range.first() + range.count() - 1);
  }
}
