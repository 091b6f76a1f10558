package io.floodgate;

import io.floodgate.config.ConfigException;
import io.floodgate.config.ConfigFault;
import io.floodgate.config.ConfigSchema;
import io.floodgate.config.LoadedConfig;
import io.floodgate.json.Json;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Shows what the arguments, files and variables make of the configuration, or judges it. */
@Command(
    name = "config",
    mixinStandardHelpOptions = true,
    description = {
      "Show every key, its value and where it comes from; secrets are masked.",
      "Exit code 1 when the configuration is refused; every fault is named."
    })
final class ConfigCommand implements Callable<Integer> {

  /** What is asked for, of which there is one. */
  static final class Asked {
    @Option(names = "--print", description = "Show every key; so it does when nothing is asked.")
    private boolean print;

    @Option(
        names = "--check",
        description =
            "Only say whether a server would start with it, and what is allowed but hardly meant.")
    private boolean check;

    @Option(names = "--schema", description = "Print the JSON Schema of a file, for editors.")
    private boolean schema;
  }

  @ArgGroup private Asked asked = new Asked();

  @Option(names = "--json", description = "Show the keys as JSON.")
  private boolean json;

  @ParentCommand private Main program;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (json && (asked.check || asked.schema)) {
      throw new ParameterException(spec.commandLine(), "--json is for --print.");
    }
    PrintWriter out = spec.commandLine().getOut();
    if (asked.schema) {
      out.println(Json.pretty(ConfigSchema.schema()));
      return 0;
    }
    if (asked.check) {
      return check();
    }
    LoadedConfig loaded = program.configuration();
    if (json) {
      out.println(Json.pretty(loaded.settings()));
    } else {
      loaded.print().forEach(out::println);
    }
    return 0;
  }

  private int check() {
    PrintWriter err = spec.commandLine().getErr();
    try {
      List<ConfigFault> warnings = program.configuration().warnings();
      warnings.forEach(warning -> err.println("warning: " + warning));
      spec.commandLine().getOut().println("The configuration is valid.");
      return 0;
    } catch (ConfigException refused) {
      refused.faults().forEach(err::println);
      return 1;
    }
  }
}
