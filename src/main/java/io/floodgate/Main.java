package io.floodgate;

import io.floodgate.command.CheckCommand;
import io.floodgate.command.Conventions;
import io.floodgate.command.LoadCommand;
import io.floodgate.command.MigrateCommand;
import io.floodgate.command.RebuildCommand;
import io.floodgate.command.RebuildGatesCommand;
import io.floodgate.command.RebuildRankingCommand;
import io.floodgate.command.ReplayCommand;
import io.floodgate.command.ReplayDeadLettersCommand;
import io.floodgate.command.ReplayOutboxCommand;
import io.floodgate.command.Settings;
import io.floodgate.config.LiveConfig;
import io.floodgate.config.LoadedConfig;
import java.io.PrintWriter;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * The command line: arguments to configuration, to what is asked for, to an exit code. 0 is well, 1
 * is refused or failed, 2 is a wrong command line, 3 is a store that could not be reached.
 */
@Command(
    name = "floodgate",
    description = "The order backend that a shop puts behind a flash sale.",
    mixinStandardHelpOptions = true,
    subcommands = ConfigCommand.class,
    synopsisSubcommandLabel = "COMMAND")
public final class Main implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(Main.class);

  @Mixin private Settings settings;

  @Spec private CommandSpec spec;

  private Main(Settings settings) {
    this.settings = settings;
  }

  public static void main(String[] arguments) {
    System.exit(commandLine(System.getenv()).execute(arguments));
  }

  /** All commands; what they read of the environment is given. */
  static CommandLine commandLine(Map<String, String> environment) {
    Settings settings = new Settings(environment);
    CommandLine program =
        new CommandLine(new Main(settings))
            .addSubcommand(new MigrateCommand(settings))
            .addSubcommand(new CheckCommand(settings))
            .addSubcommand(new LoadCommand(settings))
            .addSubcommand(
                new CommandLine(new RebuildCommand())
                    .addSubcommand(new RebuildRankingCommand(settings))
                    .addSubcommand(new RebuildGatesCommand(settings)))
            .addSubcommand(
                new CommandLine(new ReplayCommand())
                    .addSubcommand(new ReplayDeadLettersCommand(settings))
                    .addSubcommand(new ReplayOutboxCommand(settings)));
    return Conventions.applyTo(program, settings, "serve");
  }

  @Override
  public void run() {
    spec.commandLine().usage(out());
  }

  @Command(
      description =
          "Run the server until a signal comes; exit code 1 if it does not stop in order.")
  int serve() {
    LiveConfig config = settings.live();
    config.state().loaded().warnings().forEach(warning -> LOG.warn("{}", warning));
    return Serving.run(config);
  }

  /** What the arguments, files and variables say. */
  LoadedConfig configuration() {
    return settings.load();
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
