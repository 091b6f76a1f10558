package io.floodgate.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads the configuration: the shipped default ({@code floodgate.yaml} on the class path,
 * complete), then overlay files in the order given, then {@code FLOODGATE_} environment variables;
 * the last to name a key wins. Strict: all that is wrong anywhere is reported at once, and nothing
 * is guessed.
 *
 * <p>Blocking; for the main thread, before Vert.x exists.
 */
public final class ConfigLoader {
  private static final String SHIPPED = "floodgate.yaml";

  /**
   * Variables that carry the prefix but belong to the launcher of the local stack, which starts
   * Kafka at such an address; the server knows it as kafka.bootstrap.
   */
  private static final Set<String> LAUNCHER_VARIABLES =
      Set.of("FLOODGATE_KAFKA_HOST", "FLOODGATE_KAFKA_PORT");

  private final List<ConfigFault> faults = new ArrayList<>();
  private final Map<String, Object> values = new HashMap<>();
  private final Map<String, Source> sources = new HashMap<>();

  /**
   * Keys whose last word is refused: below it an older value may stand, which nobody asked for.
   * Holds the empty key when a file as a whole could not be read.
   */
  private final Set<String> faulty = new HashSet<>();

  private ConfigLoader() {}

  /**
   * Loads the configuration of this server.
   *
   * @param overlays files in order of precedence, the last wins; usually none or one
   * @param environment all environment variables, {@code System.getenv()}
   * @throws ConfigException naming every fault when anything is wrong
   */
  public static LoadedConfig load(List<Path> overlays, Map<String, String> environment) {
    return load(shipped(), overlays, environment);
  }

  static LoadedConfig load(String shipped, List<Path> overlays, Map<String, String> environment) {
    ConfigLoader loader = new ConfigLoader();
    loader.file(SHIPPED, shipped);
    overlays.forEach(loader::overlay);
    loader.variables(environment);
    return loader.finish();
  }

  private static String shipped() {
    try (InputStream stream = ConfigLoader.class.getResourceAsStream("/" + SHIPPED)) {
      if (stream == null) {
        throw new IllegalStateException(SHIPPED + " is not on the class path: the build is broken");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(SHIPPED + " on the class path cannot be read", e);
    }
  }

  private void overlay(Path path) {
    try {
      file(path.toString(), Files.readString(path));
    } catch (IOException e) {
      String reason =
          switch (e) {
            case NoSuchFileException _ -> "there is no such file";
            case AccessDeniedException _ -> "access is denied";
            case CharacterCodingException _ -> "it is not UTF-8 text";
            default -> String.valueOf(e.getMessage());
          };
      faults.add(new ConfigFault(path.toString(), "", "", "cannot be read: " + reason));
      faulty.add("");
    }
  }

  private void file(String name, String text) {
    List<ConfigFault> inForm = new ArrayList<>();
    List<YamlFile.Given> found = YamlFile.read(name, text, inForm);
    inForm.forEach(fault -> faulty.add(fault.key()));
    faults.addAll(inForm);
    for (YamlFile.Given given : found) {
      accept(given.key(), given.text(), given.source());
    }
  }

  private void variables(Map<String, String> environment) {
    Map<String, Key> known = new HashMap<>();
    Keys.ALL.values().forEach(key -> known.put(key.variable(), key));
    new TreeMap<>(environment)
        .forEach(
            (name, text) -> {
              if (known.containsKey(name)) {
                Key key = known.get(name);
                accept(key, text, new Source(name, 0, key.shown(text)));
              } else if (name.startsWith(Key.PREFIX) && !LAUNCHER_VARIABLES.contains(name)) {
                faults.add(new ConfigFault(name, "", "", "unknown variable" + meant(name)));
              }
            });
  }

  private static String meant(String name) {
    return Keys.nearestVariable(name).map(near -> "; did you mean " + near + "?").orElse("");
  }

  private void accept(Key key, String text, Source source) {
    try {
      values.put(key.path(), key.parse(text));
      sources.put(key.path(), source);
      faulty.remove(key.path());
    } catch (IllegalArgumentException e) {
      String problem = "allowed is " + key.allowed();
      faults.add(new ConfigFault(source.place(), key.path(), source.written(), problem));
      faulty.add(key.path());
    }
  }

  private LoadedConfig finish() {
    for (Key key : Keys.ALL.sequencedValues()) {
      if (!values.containsKey(key.path()) && !faulty.contains(key.path())) {
        String problem = "missing; allowed is " + key.allowed();
        faults.add(new ConfigFault(SHIPPED, key.path(), "", problem));
      }
    }
    if (values.size() < Keys.ALL.size()) {
      throw new ConfigException(faults);
    }
    Config config = Keys.config(values);
    if (!faulty.contains("")) { // else what the rules look at may not be what was meant
      new Rules(config, sources, faulty, faults).check();
    }
    if (!faults.isEmpty()) {
      throw new ConfigException(faults);
    }
    Map<String, Source> inOrder = new LinkedHashMap<>();
    Keys.ALL.keySet().forEach(path -> inOrder.put(path, sources.get(path)));
    return new LoadedConfig(config, inOrder);
  }
}
