package io.floodgate.config;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The JSON Schema of a configuration file, for editors: what the records say, as far as a schema
 * can. The range of a duration or an amount of bytes is in its description only, and what keys must
 * hold together is left to {@code config --check}.
 */
public final class ConfigSchema {

  private static final String BAR = "|";

  private ConfigSchema() {}

  /** As maps and lists that a JSON library can write, in the order of the records. */
  public static Map<String, Object> schema() {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", "Floodgate configuration");
    schema.putAll(section(Config.class, ""));
    return schema;
  }

  private static Map<String, Object> section(Class<?> type, String prefix) {
    Map<String, Object> properties = new LinkedHashMap<>();
    for (RecordComponent component : type.getRecordComponents()) {
      String path = prefix + component.getName();
      Map<String, Object> property = new LinkedHashMap<>();
      if (Keys.isSection(component.getType())) {
        property.put("description", component.getAnnotation(Doc.class).value());
        property.putAll(section(component.getType(), path + "."));
      } else {
        Key key = Keys.ALL.get(path);
        property.put("description", description(key));
        property.putAll(value(key));
      }
      properties.put(component.getName(), property);
    }
    Map<String, Object> section = new LinkedHashMap<>();
    section.put("type", List.of("object", "null")); // all keys of a section may be comments
    section.put("additionalProperties", false);
    section.put("properties", properties);
    return section;
  }

  private static String description(Key key) {
    List<String> sentences = new ArrayList<>();
    sentences.add(key.doc().value());
    sentences.add("Allowed: " + key.allowed() + ".");
    sentences.add(
        key.live() ? "Takes effect while the server runs." : "Takes effect at the next start.");
    sentences.add("Variable: " + key.variable() + ".");
    return String.join(" ", sentences);
  }

  private static Map<String, Object> value(Key key) {
    if (key.type().isEnum()) {
      return Map.of(
          "enum", Arrays.stream(key.type().getEnumConstants()).map(Values::written).toList());
    }
    return switch (key.type().getSimpleName()) {
      case "int", "long" -> number(key);
      case "double" -> decimal(key);
      case "boolean" -> Map.of("type", "boolean");
      case "Duration" -> text("string", Values.DURATION);
      case "Bytes" -> text(List.of("string", "integer"), Values.BYTES);
      case "LogLevels" -> text("string", Pattern.compile(levels()));
      case "String" -> text(List.of("string", "number"), Pattern.compile(".*\\S.*"));
      default -> Map.of("type", List.of("string", "number"));
    };
  }

  private static Map<String, Object> number(Key key) {
    Map<String, Object> number = new LinkedHashMap<>();
    number.put("type", "integer");
    number.put("minimum", Long.valueOf(key.range().min()));
    number.put("maximum", Long.valueOf(key.range().max()));
    return number;
  }

  private static Map<String, Object> decimal(Key key) {
    Map<String, Object> decimal = new LinkedHashMap<>(); // written in the same order each time
    decimal.put("type", "number");
    decimal.put("minimum", Double.valueOf(key.range().min()));
    decimal.put("maximum", Double.valueOf(key.range().max()));
    return decimal;
  }

  private static Map<String, Object> text(Object type, Pattern pattern) {
    Map<String, Object> text = new LinkedHashMap<>();
    text.put("type", type);
    text.put("pattern", "^(" + pattern.pattern() + ")$");
    return text;
  }

  private static String levels() {
    String level = String.join(BAR, Arrays.stream(LogLevel.values()).map(Enum::name).toList());
    String one = "\\s*[A-Za-z_][\\w$.-]*=(" + level + ")\\s*";
    return BAR + one + "(," + one + ")*";
  }
}
