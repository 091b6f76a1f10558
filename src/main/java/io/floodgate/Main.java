package io.floodgate;

import io.floodgate.config.Config;
import io.floodgate.config.ConfigException;
import io.floodgate.config.ConfigLoader;
import io.floodgate.config.LiveConfig;
import io.floodgate.config.LoadedConfig;
import io.floodgate.db.Database;
import io.floodgate.db.Migrations;
import io.floodgate.db.Transactions;
import io.floodgate.demo.DemoData;
import io.floodgate.kafka.KafkaStore;
import io.floodgate.kafka.Replay;
import io.floodgate.log.Logging;
import io.floodgate.ops.EventInvariants;
import io.floodgate.ops.GateInvariant;
import io.floodgate.ops.Invariant;
import io.floodgate.ops.InvariantReport;
import io.floodgate.ops.Invariants;
import io.floodgate.ops.RankingInvariant;
import io.floodgate.ranking.RebuildVerticle;
import io.floodgate.redis.RedisStore;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The command line: arguments to configuration, to what is asked for, to an exit code. 0 is well, 1
 * is refused or failed, 2 is a wrong command line.
 */
@Command(
    name = "floodgate",
    description = "The order backend that a shop puts behind a flash sale.",
    mixinStandardHelpOptions = true,
    subcommands = {Republish.class, ConfigCommand.class},
    synopsisSubcommandLabel = "COMMAND")
public final class Main implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(Main.class);

  @Option(
      names = {"-c", "--config"},
      scope = ScopeType.INHERIT,
      paramLabel = "FILE",
      description =
          "A file laid over the shipped defaults, such as conf/production.yaml; may be given again."
              + " FLOODGATE_ variables come last.")
  private List<Path> files = List.of();

  @Spec private CommandSpec spec;

  private final Map<String, String> environment;

  private Main(Map<String, String> environment) {
    this.environment = environment;
  }

  public static void main(String[] arguments) {
    System.exit(commandLine(System.getenv()).execute(arguments));
  }

  /** All commands; what they read of the environment is given. */
  static CommandLine commandLine(Map<String, String> environment) {
    return new CommandLine(new Main(environment)).setExecutionExceptionHandler(Main::fail);
  }

  @Override
  public void run() {
    spec.commandLine().usage(out());
  }

  @Command(
      description =
          "Run the server until a signal comes; exit code 1 if it does not stop in order.")
  int serve() {
    LiveConfig config = LiveConfig.load(files, environment);
    Logging.begin(config.get().log());
    config.state().loaded().warnings().forEach(warning -> LOG.warn("{}", warning));
    return Serving.run(config);
  }

  @Command(description = "Bring the database to the schema of this version.")
  int migrate() {
    int applied = Migrations.migrate(configuration().config().postgres());
    out().printf("%d migrations applied%n", applied);
    return 0;
  }

  @Command(description = "Check every invariant; exit code 1 if one is broken.")
  int check() {
    Config config = configuration().config();
    Vertx vertx = Vertx.vertx();
    Database database = new Database(vertx, config.postgres());
    KafkaStore kafka = new KafkaStore(vertx, config.kafka());
    try {
      Transactions checks = database.longTransactions(config.ops().invariantsTimeout());
      InvariantReport report =
          Invariants.check(checks)
              .await()
              .with(GateInvariant.withoutServer())
              .with(RankingInvariant.withoutServer())
              .with(EventInvariants.check(checks, kafka).await());
      report.invariants().forEach(this::print);
      return report.holds() ? 0 : 1;
    } finally {
      database.close().eventually(kafka::close).eventually(vertx::close).await();
    }
  }

  @Command(description = "Add users, products and coupons to try and to measure with.")
  int load(
      @Option(names = "--users", defaultValue = "10000", description = "Default: ${DEFAULT-VALUE}.")
          int users,
      @Option(
              names = "--points",
              defaultValue = "50000000",
              description = "Points of each user. Default: ${DEFAULT-VALUE}.")
          long points,
      @Option(
              names = "--products",
              defaultValue = "100",
              description = "Default: ${DEFAULT-VALUE}.")
          int products,
      @Option(
              names = "--stock",
              defaultValue = "10000000",
              description = "Units of each product. Default: ${DEFAULT-VALUE}.")
          long stock)
      throws Exception {
    if (Math.min(Math.min(users, points), Math.min(products, stock)) < 0) {
      throw new CommandLine.ParameterException(spec.commandLine(), "An amount is at least 0.");
    }
    Config config = configuration().config();
    Migrations.migrate(config.postgres());
    DemoData.load(
        config.postgres(),
        new DemoData.Amounts(users, points, products, stock),
        line -> out().println(line));
    DemoData.loadCoupons(config.postgres(), line -> out().println(line));
    return 0;
  }

  @Command(description = "Put dead letters back where they came from; exit code 1 if that fails.")
  int replay(
      @Parameters(paramLabel = "TOPIC", description = "Where they came from, such as coupon.issue.")
          String topic,
      @Option(
              names = "--limit",
              paramLabel = "N",
              defaultValue = "9223372036854775807",
              description = "Put back at most this many. Default: all that are there now.")
          long limit,
      @Option(names = "--dry-run", description = "Show them and leave them where they are.")
          boolean dryRun) {
    if (limit < 1) {
      throw new CommandLine.ParameterException(spec.commandLine(), "The limit is at least 1.");
    }
    long count = Replay.run(configuration().config().kafka(), topic, limit, dryRun, this::print);
    out().printf(dryRun ? "%d dead letters%n" : "%d messages put back%n", count);
    return 0;
  }

  @Command(description = "Build what Redis holds anew from PostgreSQL; exit code 1 if that fails.")
  int rebuild(@Parameters(paramLabel = "WHAT", description = "ranking.") String what) {
    if (!what.equals("ranking")) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "What is built anew is the ranking.");
    }
    Config config = configuration().config();
    Vertx vertx = Vertx.vertx();
    Database database = new Database(vertx, config.postgres());
    RedisStore redis = new RedisStore(vertx, config.redis());
    try {
      vertx.deployVerticle(new RebuildVerticle(config, database, redis)).await();
      out().println("the ranking was built");
      return 0;
    } finally {
      redis.close().eventually(database::close).eventually(vertx::close).await();
    }
  }

  private void print(Invariant invariant) {
    String verdict =
        invariant
            .notChecked()
            .map(reason -> "not checked: " + reason)
            .orElse(invariant.violations() == 0 ? "holds" : "BROKEN by " + invariant.violations());
    out().printf("%-45s %s%n", invariant.name(), verdict);
    invariant.samples().forEach(sample -> out().println("    " + sample));
  }

  private void print(Replay.Letter letter) {
    out()
        .printf(
            "partition %d offset %d of %s after %s attempts: %s%n",
            letter.partition(), letter.offset(), letter.group(), letter.attempts(), letter.error());
  }

  /** What the arguments, files and variables say; the log is written as they say from then on. */
  LoadedConfig configuration() {
    LoadedConfig loaded = ConfigLoader.load(files, environment);
    Logging.begin(loaded.config().log());
    return loaded;
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private static int fail(Exception error, CommandLine command, CommandLine.ParseResult parsed) {
    if (error instanceof ConfigException
        || error instanceof Replay.Refused
        || error instanceof RebuildVerticle.Refused) {
      command.getErr().println(error.getMessage());
    } else {
      LOG.error("{} failed", command.getCommandName(), error);
    }
    return 1;
  }
}
