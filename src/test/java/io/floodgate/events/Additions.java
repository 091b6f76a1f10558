package io.floodgate.events;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What in a schema breaks those who read by an older one. Only additions are well: new properties,
 * new values of an enum, and that something which could be missing is always there.
 */
final class Additions {

  private final List<String> breaks = new ArrayList<>();

  private Additions() {}

  /** A line for everything that is no addition. */
  static List<String> breaksOf(JsonNode older, JsonNode newer) {
    Additions additions = new Additions();
    additions.compare("", older, newer);
    return additions.breaks;
  }

  private void compare(String where, JsonNode older, JsonNode newer) {
    Set<String> words = new TreeSet<>();
    older.fieldNames().forEachRemaining(words::add);
    newer.fieldNames().forEachRemaining(words::add);
    for (String word : words) {
      JsonNode before = older.path(word);
      JsonNode after = newer.path(word);
      switch (word) {
        case "properties" -> compareProperties(where, before, after);
        case "required" ->
            missing(before, after)
                .forEach(name -> breaks.add(where + "/" + name + " may be absent"));
        case "enum" ->
            missing(before, after).forEach(value -> breaks.add(where + " is never " + value));
        case "items" -> compare(where + "[]", before, after);
        case "title", "description" -> {}
        default -> {
          if (!before.equals(after)) {
            breaks.add("%s: %s was %s and is %s".formatted(where, word, said(before), said(after)));
          }
        }
      }
    }
  }

  private void compareProperties(String where, JsonNode older, JsonNode newer) {
    older
        .properties()
        .forEach(
            property -> {
              String name = where + "/" + property.getKey();
              JsonNode after = newer.path(property.getKey());
              if (after.isMissingNode()) {
                breaks.add(name + " is gone");
              } else {
                compare(name, property.getValue(), after);
              }
            });
  }

  private static List<String> missing(JsonNode older, JsonNode newer) {
    List<String> missing = texts(older);
    missing.removeAll(texts(newer));
    return missing;
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(value -> texts.add(value.asText()));
    return texts;
  }

  private static String said(JsonNode node) {
    return node.isMissingNode() ? "not said" : node.toString();
  }
}
