package io.floodgate.config;

import java.util.Locale;

/**
 * One configuration key: a component of a record that is not itself a section.
 *
 * @param path dotted and camel case, {@code postgres.poolSize}
 * @param range null where the type allows everything or names what it allows
 * @param live a change takes effect while the server runs
 */
record Key(String path, Class<?> type, Range range, Doc doc, boolean live) {
  static final String PREFIX = "FLOODGATE_";
  private static final int LONGEST_SHOWN = 80;

  /** {@code FLOODGATE_POSTGRES_POOL_SIZE}. */
  String variable() {
    String words = path.replaceAll("([a-z0-9])([A-Z])", "$1_$2").replace('.', '_');
    return PREFIX + words.toUpperCase(Locale.ROOT);
  }

  boolean secret() {
    return type == Secret.class;
  }

  /** The value for people: masked when secret, one line, not endless. */
  String shown(String text) {
    if (secret()) {
      return Secret.MASK;
    }
    String line = text.replaceAll("\\p{Cntrl}", " ");
    return line.length() <= LONGEST_SHOWN ? line : line.substring(0, LONGEST_SHOWN) + "...";
  }

  /** What may be given, as the end of "allowed is ...". */
  String allowed() {
    String kind = Values.kind(type);
    return range == null ? kind : "%s from %s to %s".formatted(kind, range.min(), range.max());
  }

  /**
   * The typed value of a text.
   *
   * @throws IllegalArgumentException when it is not of the type or out of range
   */
  Object parse(String text) {
    Object value = Values.parse(type, text);
    if (range != null && !within(value)) {
      throw new IllegalArgumentException("out of range");
    }
    return value;
  }

  // A type with a range is a number, a duration or an amount of bytes, each comparable with itself.
  @SuppressWarnings("unchecked")
  private boolean within(Object value) {
    Comparable<Object> given = (Comparable<Object>) value;
    return given.compareTo(Values.parse(type, range.min())) >= 0
        && given.compareTo(Values.parse(type, range.max())) <= 0;
  }
}
