package io.floodgate.build;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The sources as google-java-format writes them; as a main class ({@code ./mvnw -Pformat}) it
 * rewrites them.
 */
final class Format {

  private static final Formatter FORMATTER = new Formatter();

  private Format() {}

  public static void main(String[] arguments) throws IOException, FormatterException {
    for (Path file : unformatted(Path.of("src"))) {
      Files.writeString(file, formatted(Files.readString(file)));
      System.out.println("formatted " + file);
    }
  }

  /**
   * The Java files below the directory that are not as the formatter would write them, in order of
   * their names.
   */
  static List<Path> unformatted(Path directory) throws IOException, FormatterException {
    List<Path> found = new ArrayList<>();
    for (Path file : javaFiles(directory)) {
      String source = Files.readString(file);
      if (!formatted(source).equals(source)) {
        found.add(file);
      }
    }
    return found;
  }

  static String formatted(String source) throws FormatterException {
    return FORMATTER.formatSourceAndFixImports(source);
  }

  private static List<Path> javaFiles(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }
}
