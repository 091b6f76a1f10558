package io.floodgate.watching;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names of metrics: those that an expression asks for, and those that the server has. */
final class Names {

  private static final Path LIST = Path.of("docs/metrics.md");

  private static final Pattern OURS = Pattern.compile("\\bfloodgate_[a-z_]+");
  private static final Pattern WORD =
      Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*_[a-zA-Z0-9_:]+|\\bup\\b");

  /** What a histogram's name ends with, besides its own. */
  private static final Pattern PART = Pattern.compile("_(bucket|sum|count|max)$");

  /** The JVM's, the process', Vert.x' own, and those of Prometheus itself. */
  private static final Pattern OTHERS = Pattern.compile("(jvm|netty|process|system|vertx)_.*|up");

  /** What looks like a metric and is a function of PromQL. */
  private static final List<String> FUNCTIONS =
      List.of("histogram_quantile", "min_over_time", "max_over_time", "label_values");

  private final TreeSet<String> listed = new TreeSet<>();

  /** Reads {@code docs/metrics.md}. */
  Names() throws IOException {
    Matcher matcher = OURS.matcher(Files.readString(LIST));
    while (matcher.find()) {
      listed.add(matcher.group());
    }
  }

  /** What an expression asks for and the server does not have. */
  List<String> unknownIn(String expression) {
    // Texts first: a route in one has braces of its own.
    String bare =
        expression
            .replaceAll("\"[^\"]*\"", " ")
            .replaceAll("\\{[^}]*}", " ")
            .replaceAll("\\b(by|without|on|ignoring) *\\([^)]*\\)", " ")
            .replaceAll("\\[[^]]*]", " ");
    return WORD.matcher(bare)
        .results()
        .map(MatchResult::group)
        .filter(name -> !FUNCTIONS.contains(name) && !OTHERS.matcher(name).matches())
        .filter(this::isUnknown)
        .toList();
  }

  /** The metrics of ours that a document names and the server does not have. */
  List<String> unknownInText(String text) {
    return OURS.matcher(text).results().map(MatchResult::group).filter(this::isUnknown).toList();
  }

  private boolean isUnknown(String name) {
    return !listed.contains(name) && !listed.contains(PART.matcher(name).replaceAll(""));
  }
}
