package io.floodgate.command;

import java.io.Console;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How far a command is, on standard error. */
final class Progress {

  @Option(
      names = {"-q", "--quiet"},
      description = "Show no progress.")
  private boolean quiet;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  /** Begins to show how much of something is done. */
  ProgressBar bar(String what) {
    if (quiet) {
      return ProgressBar.silent(what);
    }
    Console console = System.console();
    return new ProgressBar(
        what, spec.commandLine().getErr(), console != null && console.isTerminal());
  }
}
