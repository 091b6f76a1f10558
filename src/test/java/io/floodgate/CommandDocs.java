package io.floodgate;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The commands and how {@code docs/commands.md} says that each is used. */
final class CommandDocs {

  /** A heading that names a command, and the first block below it. */
  private static final Pattern SECTION =
      Pattern.compile(
          "^## `(floodgate[a-z -]*)`\n(.*?)```text\n(.*?)```", Pattern.MULTILINE | Pattern.DOTALL);

  private CommandDocs() {}

  /** The help of each command, by its full name. */
  static Map<String, String> usages(CommandLine program) {
    Map<String, String> usages = new TreeMap<>();
    add(program, usages);
    return usages;
  }

  private static void add(CommandLine command, Map<String, String> usages) {
    usages.put(command.getCommandSpec().qualifiedName(), command.getUsageMessage(Ansi.OFF));
    command.getSubcommands().values().forEach(one -> add(one, usages));
  }

  /** The same, as a page has it. */
  static Map<String, String> documented(String page) {
    Map<String, String> usages = new TreeMap<>();
    SECTION.matcher(page).results().forEach(found -> usages.put(found.group(1), found.group(3)));
    return usages;
  }

  /** The page with the help as it is now, under each heading that names a command. */
  static String renewed(String page, Map<String, String> usages) {
    return SECTION
        .matcher(page)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    "## `%s`\n%s```text\n%s```"
                        .formatted(
                            found.group(1),
                            found.group(2),
                            usages.getOrDefault(found.group(1), found.group(3)))));
  }
}
