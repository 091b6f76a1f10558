package io.floodgate.ranking;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a reader of PostgreSQL saw, as {@code pg_current_snapshot()} says it: with it, who counts
 * events knows which of them were part of what was read.
 *
 * @param text as PostgreSQL wrote it
 * @param all every transaction below this number was over
 * @param none no transaction from this number on had begun
 * @param running those between the two that were under way
 */
record Snapshot(String text, long all, long none, Set<Long> running) {

  private static final Pattern TEXT = Pattern.compile("(\\d+):(\\d+):((?:\\d+(?:,\\d+)*)?)");

  /**
   * @throws IllegalArgumentException if it is not {@code xmin:xmax:xip,…}
   */
  static Snapshot parse(String text) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException("not a snapshot: " + text);
    }
    Set<Long> running =
        parts.group(3).isEmpty()
            ? Set.of()
            : Stream.of(parts.group(3).split(","))
                .map(Long::valueOf)
                .collect(Collectors.toUnmodifiableSet());
    return new Snapshot(
        text, Long.parseLong(parts.group(1)), Long.parseLong(parts.group(2)), running);
  }

  /** Whether it shows what a transaction wrote that was committed, now or then. */
  boolean shows(long transaction) {
    return transaction < all || transaction < none && !running.contains(transaction);
  }
}
