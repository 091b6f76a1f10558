package io.floodgate.command;

import io.floodgate.config.Config;
import io.floodgate.db.Migration;
import io.floodgate.db.Migration.State;
import io.floodgate.db.Migrations;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Brings the database to the schema of this version, or says what that would be. */
@Command(
    name = "migrate",
    description = {
      "Bring the database to the schema of this version, also while servers run.",
      "What does not get its lock within postgres.migrationLockTimeout lets traffic go on and is"
          + " tried again for postgres.migrationPatience."
    })
public final class MigrateCommand implements Callable<Integer> {

  @Option(
      names = "--status",
      description =
          "Apply nothing; list every migration and how the database stands with it. Exit code 1 if"
              + " some are pending.")
  private boolean status;

  @Mixin private Output output;

  private final Settings settings;

  public MigrateCommand(Settings settings) {
    this.settings = settings;
  }

  private record Applied(List<Migration> applied) {}

  private record Status(boolean upToDate, List<Migration> migrations) {}

  @Override
  public Integer call() {
    Config.Postgres config = settings.load().config().postgres();
    Stores.requirePostgres(config);
    return status ? list(new Migrations(config)) : apply(new Migrations(config));
  }

  private int apply(Migrations migrations) {
    List<Migration> applied = migrations.run();
    output.result(
        new Applied(applied),
        out -> {
          applied.forEach(one -> out.printf("%s %s%n", one.version(), one.description()));
          out.printf("migrations applied: %d%n", applied.size());
        });
    return ExitCode.WELL;
  }

  private int list(Migrations migrations) {
    List<Migration> all = migrations.status();
    boolean upToDate = all.stream().noneMatch(one -> one.state() == State.PENDING);
    output.result(
        new Status(upToDate, all),
        out ->
            all.forEach(
                one ->
                    out.printf(
                        "%-5s %-30s %s%n", one.version(), one.description(), said(one.state()))));
    return upToDate ? ExitCode.WELL : ExitCode.FAILED;
  }

  private static String said(State state) {
    return switch (state) {
      case APPLIED -> "applied";
      case PENDING -> "pending";
      case NEWER -> "of a newer version";
    };
  }
}
