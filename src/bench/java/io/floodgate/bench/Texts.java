package io.floodgate.bench;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is looked for in the output of programs. */
final class Texts {

  private Texts() {}

  /** The first group of the first match. */
  static Optional<String> find(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /**
   * The same where it must be there.
   *
   * @throws Refused with the text if it is not
   */
  static String demand(Pattern pattern, String text) {
    return find(pattern, text)
        .orElseThrow(() -> new Refused("There is no \"%s\" in:%n%s".formatted(pattern, text)));
  }
}
