package io.floodgate.config;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * One configuration file, taken apart into keys and the text given for each. Values stay the text
 * that was written ({@code 0123} is no octal number here); what they mean is judged elsewhere.
 */
final class YamlFile {
  /** Text given for a known key. */
  record Given(Key key, String text, Source source) {}

  /** What YAML makes of a value that carries no tag. */
  private static final Set<Tag> PLAIN =
      Set.of(
          Tag.MAP,
          Tag.SEQ,
          Tag.STR,
          Tag.INT,
          Tag.FLOAT,
          Tag.BOOL,
          Tag.NULL,
          Tag.TIMESTAMP,
          Tag.MERGE);

  private final String name;
  private final List<ConfigFault> faults;
  private final List<Given> given = new ArrayList<>();

  private YamlFile(String name, List<ConfigFault> faults) {
    this.name = name;
    this.faults = faults;
  }

  /**
   * What the file gives, in its order. What is wrong with its form is added to {@code faults}: bad
   * YAML, unknown and repeated keys, a section where a value belongs and the reverse.
   */
  static List<Given> read(String name, String text, List<ConfigFault> faults) {
    YamlFile file = new YamlFile(name, faults);
    LoaderOptions options = new LoaderOptions();
    options.setTagInspector(_ -> true); // no object is ever made of a tag here: see plain()
    try {
      Node root = new Yaml(options).compose(new StringReader(text));
      if (root != null) {
        file.section("", root);
      }
    } catch (YAMLException e) {
      file.malformed(e);
    }
    return file.given;
  }

  private void section(String path, Node node) {
    if (node instanceof MappingNode mapping && plain(node)) {
      entries(path.isEmpty() ? "" : path + ".", mapping);
    } else if (!isNothing(node)) { // a section whose keys are all commented out is no fault
      fault(node, path, "", "a section: allowed are keys, indented below it, each with its value");
    }
  }

  private void entries(String prefix, MappingNode mapping) {
    Map<String, Integer> lines = new HashMap<>();
    for (NodeTuple entry : mapping.getValue()) {
      Node keyNode = entry.getKeyNode();
      if (!(keyNode instanceof ScalarNode scalar)) {
        fault(keyNode, prefix, "", "a key must be a plain name");
        continue;
      }
      String path = prefix + scalar.getValue();
      Integer first = lines.putIfAbsent(path, line(keyNode));
      if (first != null) {
        fault(keyNode, path, "", "given a second time; first on line " + first);
      }
      if (Keys.SECTIONS.contains(path) && !scalar.getValue().contains(".")) {
        section(path, entry.getValueNode());
      } else if (Keys.ALL.containsKey(path) && !scalar.getValue().contains(".")) {
        value(Keys.ALL.get(path), keyNode, entry.getValueNode());
      } else {
        unknown(keyNode, path, scalar.getValue().contains("."));
      }
    }
  }

  private void value(Key key, Node keyNode, Node node) {
    if (node instanceof ScalarNode scalar && plain(node) && !isNothing(node)) {
      String text = scalar.getValue();
      given.add(new Given(key, text, new Source(name, line(keyNode), key.shown(text))));
    } else {
      String shape = node instanceof ScalarNode ? "nothing" : "a list or section";
      if (!plain(node)) {
        shape = "a YAML anchor, alias or tag (quote a text that begins with & * or !)";
      }
      fault(keyNode, key.path(), "", "given " + shape + "; allowed is " + key.allowed());
    }
  }

  // The value stays untold: the key may be a secret's, misspelt.
  private void unknown(Node keyNode, String path, boolean dotted) {
    String hint =
        dotted
            ? "; sections are indented in files, not dotted"
            : Keys.nearest(path).map(meant -> "; did you mean " + meant + "?").orElse("");
    fault(keyNode, path, "", "unknown key" + hint);
  }

  private void malformed(YAMLException e) {
    if (e instanceof MarkedYAMLException marked && marked.getProblemMark() != null) {
      // SnakeYAML repeats a mistaken alias or tag, and an unquoted secret may look like one.
      String problem =
          marked.getProblem().replaceFirst("^(found (undefined|duplicate) \\w+).*", "$1");
      int line = marked.getProblemMark().getLine() + 1;
      int column = marked.getProblemMark().getColumn() + 1;
      String said = "malformed YAML at column " + column + ": " + problem;
      faults.add(new ConfigFault(name + ":" + line, "", "", said));
    } else {
      faults.add(new ConfigFault(name, "", "", "malformed YAML: special characters or too large"));
    }
  }

  private void fault(Node node, String key, String shown, String problem) {
    faults.add(new ConfigFault(name + ":" + line(node), key, shown, problem));
  }

  private static boolean isNothing(Node node) {
    return node.getTag().equals(Tag.NULL);
  }

  // "password: !x" or "&x" would silently lose its first word.
  private static boolean plain(Node node) {
    return node.getAnchor() == null && PLAIN.contains(node.getTag());
  }

  private static int line(Node node) {
    return node.getStartMark().getLine() + 1;
  }
}
