package io.floodgate.command;

import io.floodgate.json.Json;
import java.io.PrintWriter;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where a command puts its results: standard output, as text or as one JSON document. */
final class Output {

  @Option(
      names = "--json",
      description = "Print the result as one JSON document: see docs/commands.md.")
  private boolean json;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  /** Prints the result, once. */
  void result(Object document, Consumer<PrintWriter> text) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.text(document));
    } else {
      text.accept(out);
    }
    out.flush();
  }

  /** Prints a line of a result that comes bit by bit; as JSON it comes at the end. */
  void line(String line) {
    if (!json) {
      spec.commandLine().getOut().println(line);
    }
  }
}
