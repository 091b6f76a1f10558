package io.floodgate.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.stream.Stream;

/** The records of {@link Config}, seen as a flat list of dotted keys, and back. */
final class Keys {
  /** Every key by its path, in the order of the records. */
  static final SequencedMap<String, Key> ALL = new LinkedHashMap<>();

  /** Paths of the records that hold keys. */
  static final SequencedSet<String> SECTIONS = new LinkedHashSet<>();

  static {
    collect(Config.class, "");
  }

  private Keys() {}

  private static void collect(Class<?> section, String prefix) {
    for (RecordComponent component : section.getRecordComponents()) {
      String path = prefix + component.getName();
      if (isSection(component.getType())) {
        SECTIONS.add(path);
        collect(component.getType(), path + ".");
      } else {
        Range range = component.getAnnotation(Range.class);
        Doc doc = component.getAnnotation(Doc.class);
        boolean live = component.isAnnotationPresent(Live.class);
        ALL.put(path, new Key(path, component.getType(), range, doc, live));
      }
    }
  }

  // Bytes and Secret are records too: a section is one that Config declares.
  static boolean isSection(Class<?> type) {
    return type.isRecord() && type.getEnclosingClass() == Config.class;
  }

  /** The records made of a value for every key. */
  static Config config(Map<String, Object> values) {
    return (Config) section(Config.class, "", values);
  }

  /** The value of every key, by its path: the reverse of {@link #config}. */
  static Map<String, Object> values(Config config) {
    Map<String, Object> values = new LinkedHashMap<>();
    values(config, "", values);
    return values;
  }

  private static void values(Object section, String prefix, Map<String, Object> values) {
    for (RecordComponent component : section.getClass().getRecordComponents()) {
      String path = prefix + component.getName();
      Object value;
      try {
        value = component.getAccessor().invoke(section);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("cannot read " + path, e);
      }
      if (isSection(component.getType())) {
        values(value, path + ".", values);
      } else {
        values.put(path, value);
      }
    }
  }

  private static Object section(Class<?> type, String prefix, Map<String, Object> values) {
    RecordComponent[] components = type.getRecordComponents();
    Object[] arguments =
        Arrays.stream(components)
            .map(
                component -> {
                  String path = prefix + component.getName();
                  return isSection(component.getType())
                      ? section(component.getType(), path + ".", values)
                      : values.get(path);
                })
            .toArray();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      return constructor.newInstance(arguments);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot build " + type, e);
    }
  }

  /** The known key or section that was probably meant. */
  static Optional<String> nearest(String path) {
    return nearest(path, Stream.concat(ALL.keySet().stream(), SECTIONS.stream()).toList());
  }

  /** The known variable that was probably meant. */
  static Optional<String> nearestVariable(String name) {
    // Without the prefix, which all share and which would make all look alike.
    List<String> known =
        ALL.values().stream().map(key -> key.variable().substring(Key.PREFIX.length())).toList();
    return nearest(name.substring(Key.PREFIX.length()), known).map(Key.PREFIX::concat);
  }

  private static Optional<String> nearest(String given, List<String> known) {
    int farthest = Math.max(2, leaf(given).length() / 3);
    return known.stream()
        .filter(candidate -> distance(given, candidate) <= farthest)
        .min(Comparator.comparingInt(candidate -> distance(given, candidate)));
  }

  /**
   * How far two paths are apart; a right name in the wrong section is as near as a wrong letter.
   */
  private static int distance(String from, String to) {
    return Math.min(letters(from, to), 1 + letters(leaf(from), leaf(to)));
  }

  private static String leaf(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  /** Letters to insert, drop or change (Levenshtein), whatever the case. */
  private static int letters(String from, String to) {
    String a = from.toLowerCase(Locale.ROOT);
    String b = to.toLowerCase(Locale.ROOT);
    int[] previous = new int[b.length() + 1];
    Arrays.setAll(previous, j -> j);
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(change, 1 + Math.min(previous[j], current[j - 1]));
      }
      previous = current;
    }
    return previous[b.length()];
  }
}
