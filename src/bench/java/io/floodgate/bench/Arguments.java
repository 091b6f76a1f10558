package io.floodgate.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the person who types {@code ./mvnw -Pbench} may ask for, as {@code -D} properties.
 *
 * @param rounds how often limit and project run in turn
 * @param lasts how long one run takes
 * @param warmUp how long each kind of load warms the server up
 * @param users how many there are: each asks once for each coupon
 * @param rows the beginnings of the names of the rows that are wanted; none for all
 * @param compare the two configuration files to compare instead; or none
 * @param out where the results go; empty for the default place
 */
record Arguments(
    int rounds,
    Duration lasts,
    Duration warmUp,
    int users,
    List<String> rows,
    List<Path> compare,
    Optional<Path> out) {

  /**
   * Reads {@code quick}, {@code rounds}, {@code seconds}, {@code rows}, {@code compare} and {@code
   * out}.
   *
   * @throws Refused if one has no sense
   */
  static Arguments of(Map<String, String> properties) {
    boolean quick = !properties.getOrDefault("quick", "false").equals("false");
    int seconds = number(properties, "seconds", quick ? 2 : 10);
    List<Path> compare = list(properties, "compare").stream().map(Path::of).toList();
    if (!compare.isEmpty() && compare.size() != 2) {
      throw new Refused("-Dcompare wants two files: -Dcompare=conf/a.yaml,conf/b.yaml");
    }
    return new Arguments(
        number(properties, "rounds", 3),
        Duration.ofSeconds(seconds),
        // Three kinds of orders: a JVM of 45 s still compiles, one of a minute does not.
        Duration.ofSeconds(quick ? 3 : 20),
        // As many as could be issued a coupon in one run, and more.
        Math.max(100_000, seconds * 50_000),
        list(properties, "rows"),
        compare,
        Optional.ofNullable(properties.get("out")).map(Path::of));
  }

  /** Whether a row of this name is wanted. */
  boolean wants(String row) {
    return rows.isEmpty() || rows.stream().anyMatch(row::startsWith);
  }

  private static int number(Map<String, String> properties, String name, int otherwise) {
    String text = properties.getOrDefault(name, Integer.toString(otherwise));
    if (!text.matches("[1-9]\\d{0,4}")) {
      throw new Refused("-D%s is %s: a number from 1 to 99999 is wanted.".formatted(name, text));
    }
    return Integer.parseInt(text);
  }

  private static List<String> list(Map<String, String> properties, String name) {
    return Arrays.stream(properties.getOrDefault(name, "").split(","))
        .map(String::strip)
        .filter(part -> !part.isEmpty())
        .toList();
  }
}
