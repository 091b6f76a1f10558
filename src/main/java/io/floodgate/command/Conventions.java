package io.floodgate.command;

import io.floodgate.base.CommonFailure;
import io.floodgate.base.Failure;
import io.floodgate.base.Refused;
import io.floodgate.config.ConfigException;
import io.floodgate.log.Logging;
import java.sql.SQLException;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/** What all commands have in common: help, exit codes, and what is said when one fails. */
public final class Conventions {

  private static final Logger LOG = LoggerFactory.getLogger(Conventions.class);

  private Conventions() {}

  /**
   * Gives them to a command and all below it.
   *
   * @param server the one command whose log is its output
   */
  public static CommandLine applyTo(CommandLine program, Settings settings, String server) {
    program.getSubcommands().values().forEach(Conventions::addHelp);
    addExitCodes(program);
    IExecutionExceptionHandler handler = (error, command, _) -> exitCode(error, command, settings);
    return program
        .setUsageHelpWidth(100)
        .setExecutionExceptionHandler(handler)
        .setExecutionStrategy(
            parsed -> {
              if (!isServer(parsed, server)) {
                Logging.toStandardError(); // standard output is for results alone
              }
              return new RunLast().execute(parsed);
            });
  }

  private static boolean isServer(ParseResult parsed, String server) {
    return parsed.hasSubcommand() && parsed.subcommand().commandSpec().name().equals(server);
  }

  private static void addHelp(CommandLine command) {
    CommandSpec spec = command.getCommandSpec();
    if (spec.findOption("--help") == null) {
      spec.addOption(
          OptionSpec.builder("-h", "--help")
              .usageHelp(true)
              .description("Show this help and end.")
              .build());
    }
    addExitCodes(command);
    command.getSubcommands().values().forEach(Conventions::addHelp);
  }

  private static void addExitCodes(CommandLine command) {
    command
        .getCommandSpec()
        .usageMessage()
        .exitCodeListHeading("%nExit codes:%n")
        .exitCodeList(ExitCode.described());
  }

  private static int exitCode(Exception error, CommandLine command, Settings settings) {
    return switch (error) {
      case ConfigException _, Refused _ -> say(error.getMessage(), command, ExitCode.FAILED);
      case StoreAway away -> say(away.getMessage(), command, ExitCode.STORE_AWAY);
      case Failure failure when failure.code() == CommonFailure.UNAVAILABLE ->
          say(
              lostPostgres(settings).orElse("a store did not answer in time: try again"),
              command,
              ExitCode.STORE_AWAY);
      default -> {
        Optional<String> lost = isOfPostgres(error) ? lostPostgres(settings) : Optional.empty();
        if (lost.isPresent()) {
          yield say(lost.get(), command, ExitCode.STORE_AWAY);
        }
        LOG.error("{} failed", command.getCommandSpec().qualifiedName(), error);
        yield ExitCode.FAILED;
      }
    };
  }

  private static boolean isOfPostgres(Throwable error) {
    return Stream.iterate(error, e -> e != null, Throwable::getCause)
        .anyMatch(e -> e instanceof SQLException);
  }

  /** What is to be said of it, if it has gone while the command was at work. */
  private static Optional<String> lostPostgres(Settings settings) {
    try {
      Stores.requirePostgres(settings.load().config().postgres());
      return Optional.empty();
    } catch (StoreAway away) {
      return Optional.of(away.getMessage());
    }
  }

  private static int say(String problem, CommandLine command, int exitCode) {
    command.getErr().println(problem);
    return exitCode;
  }
}
