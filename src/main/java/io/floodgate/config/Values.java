package io.floodgate.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The types a key may have: how each is written, and how it is read. */
final class Values {
  private static final Pattern NUMBER = Pattern.compile("-?\\d+");
  static final Pattern DECIMAL = Pattern.compile("\\d+(\\.\\d+)?");
  static final Pattern DURATION = Pattern.compile("(\\d+)(ms|s|m|h|d)");
  static final Pattern BYTES = Pattern.compile("(\\d+)(|KiB|MiB)");

  private Values() {}

  /** What a value of the type looks like, for people. */
  static String kind(Class<?> type) {
    if (type.isEnum()) {
      return Arrays.stream(type.getEnumConstants())
          .map(Values::written)
          .collect(Collectors.joining(" or "));
    }
    return switch (type.getSimpleName()) {
      case "int", "long" -> "a whole number";
      case "double" -> "a decimal number";
      case "boolean" -> "true or false";
      case "String" -> "text, not empty";
      case "Secret" -> "text";
      case "Optional" -> "text, or empty for none";
      case "Duration" -> "a duration (ms, s, m, h or d)";
      case "Bytes" -> "an amount of bytes (none, KiB or MiB)";
      case "LogLevels" ->
          "logger=LEVEL, separated by commas, each LEVEL "
              + kind(LogLevel.class)
              + "; or empty for none";
      default -> throw unknown(type);
    };
  }

  /**
   * Reads a value of the type.
   *
   * @throws IllegalArgumentException when the text is not one
   */
  static Object parse(Class<?> type, String text) {
    try {
      if (type.isEnum()) {
        return constant(type, text);
      }
      return switch (type.getSimpleName()) {
        case "int" -> Math.toIntExact(number(text));
        case "long" -> number(text);
        case "double" -> Double.valueOf(match(DECIMAL, text).group());
        case "boolean" -> bool(text);
        case "String" -> notBlank(text);
        case "Secret" -> new Secret(text);
        case "Optional" -> Optional.of(text).filter(given -> !given.isBlank());
        case "Duration" -> duration(text);
        case "Bytes" -> bytes(text);
        case "LogLevels" -> LogLevels.parse(text);
        default -> throw unknown(type);
      };
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("too large", e);
    }
  }

  private static long number(String text) {
    match(NUMBER, text);
    return Long.parseLong(text);
  }

  // YAML 1.1 would also take yes, no, on and off; one way to write a thing is enough.
  private static boolean bool(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("neither true nor false");
    };
  }

  private static String notBlank(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("empty");
    }
    return text;
  }

  private static Duration duration(String text) {
    Matcher matcher = match(DURATION, text);
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }

  private static Bytes bytes(String text) {
    Matcher matcher = match(BYTES, text);
    long unit =
        switch (matcher.group(2)) {
          case "KiB" -> 1024;
          case "MiB" -> 1024 * 1024;
          default -> 1;
        };
    return new Bytes(Math.toIntExact(Math.multiplyExact(Long.parseLong(matcher.group(1)), unit)));
  }

  private static Object constant(Class<?> type, String text) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> written(constant).equals(text))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("not one of them"));
  }

  /** A choice as it is written in files: in lower case, but levels as everywhere. */
  static String written(Object constant) {
    return constant instanceof LogLevel
        ? constant.toString()
        : constant.toString().toLowerCase(Locale.ROOT);
  }

  private static Matcher match(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not written as " + pattern);
    }
    return matcher;
  }

  private static IllegalStateException unknown(Class<?> type) {
    return new IllegalStateException("no configuration value is a " + type);
  }
}
