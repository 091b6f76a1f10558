package io.floodgate.web;

import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a client would like of an answer: the {@code Prefer} header (RFC 7240). Preferences that are
 * not known, and what is no preference at all, are ignored; of two with one name the first counts.
 */
record Prefer(boolean minimal, boolean representation, boolean async) {

  static final String NAME = "Prefer";

  static final String RETURN_MINIMAL = "return=minimal";
  static final String RETURN_REPRESENTATION = "return=representation";
  static final String RESPOND_ASYNC = "respond-async";

  private static final Prefer NOTHING = new Prefer(false, false, false);

  static Prefer of(HttpServerRequest request) {
    return request.headers().contains(NAME) ? of(request.headers().getAll(NAME)) : NOTHING;
  }

  /**
   * @param lines the values of all header lines of this name
   */
  static Prefer of(List<String> lines) {
    Map<String, String> preferences = new HashMap<>();
    for (String line : lines) {
      for (String preference : split(line, ',')) {
        // What follows a semicolon are parameters, of which none that we know of exists.
        String[] nameAndValue = split(preference, ';').getFirst().split("=", 2);
        preferences.putIfAbsent(
            nameAndValue[0].strip().toLowerCase(Locale.ROOT),
            nameAndValue.length == 1 ? "" : word(nameAndValue[1].strip()));
      }
    }
    String form = preferences.getOrDefault("return", "");
    return new Prefer(
        form.equalsIgnoreCase("minimal"),
        form.equalsIgnoreCase("representation"),
        preferences.getOrDefault("respond-async", "-").isEmpty());
  }

  /** At the separators that stand outside quotes. */
  private static List<String> split(String text, char separator) {
    List<String> parts = new ArrayList<>(2);
    boolean quoted = false;
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (quoted && c == '\\') {
        i++; // the next one stands for itself
      } else if (!quoted && c == separator) {
        parts.add(text.substring(from, i));
        from = i + 1;
      }
    }
    parts.add(text.substring(from));
    return parts;
  }

  /** A token, or a quoted string without its quotes; no word that we know has a backslash. */
  private static String word(String text) {
    boolean quoted = text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"");
    return quoted ? text.substring(1, text.length() - 1) : text;
  }
}
