package io.floodgate.bench;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The server's own statements as they stand in a PL/pgSQL function. */
final class Plpgsql {

  private static final Pattern PARAMETER = Pattern.compile("\\$(\\d+)");

  private Plpgsql() {}

  /**
   * The statement with an expression in the place of each parameter.
   *
   * @throws IllegalArgumentException if it has more or fewer parameters: then the server's
   *     statement has changed, and the function must follow it
   */
  static String bind(String statement, String... expressions) {
    Set<Integer> seen = new TreeSet<>();
    String bound =
        PARAMETER
            .matcher(statement)
            .replaceAll(
                found -> {
                  int number = Integer.parseInt(found.group(1));
                  seen.add(number);
                  return Matcher.quoteReplacement(
                      number <= expressions.length ? expressions[number - 1] : found.group());
                });
    for (int number = 1; number <= expressions.length; number++) {
      if (!seen.remove(number)) {
        throw new IllegalArgumentException("no $" + number + " in " + statement);
      }
    }
    if (!seen.isEmpty()) {
      throw new IllegalArgumentException("nothing for parameters " + seen + " of " + statement);
    }
    return bound.strip();
  }
}
