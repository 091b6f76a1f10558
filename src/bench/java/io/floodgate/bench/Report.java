package io.floodgate.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Everything that a bench has found out.
 *
 * @param command as it was typed, without what is the same for all
 * @param configuration every key of the server's, with its value
 * @param sizes of the databases, before and after the rounds
 */
record Report(
    String command,
    Machine machine,
    List<String> configuration,
    Map<String, String> sizes,
    List<Row> rows,
    List<Run> runs,
    Memory memory,
    Invariants invariants) {

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .registerModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .enable(SerializationFeature.INDENT_OUTPUT);

  /** What {@code results.json} holds. */
  private record Raw(
      String command,
      Machine machine,
      List<String> configuration,
      Map<String, String> sizes,
      List<Run> runs,
      Memory memory,
      List<String> brokenInvariants) {}

  List<RowResult> results() {
    return rows.stream().map(row -> RowResult.of(row, runs)).toList();
  }

  /** Whether the invariants hold and no run had a fault. */
  boolean counts() {
    return invariants.hold() && runs.stream().allMatch(run -> run.result().faults().isEmpty());
  }

  /** Writes {@code results.md}, {@code results.json} and what the load generators printed. */
  void write(Path directory) {
    try {
      Files.createDirectories(directory.resolve("raw"));
      for (Run run : runs) {
        Files.writeString(
            directory.resolve("raw/%s-%d.txt".formatted(run.load(), run.round())),
            run.result().output());
      }
      Files.writeString(directory.resolve("raw/invariants.json"), invariants.body());
      Files.writeString(
          directory.resolve("results.json"),
          JSON.writeValueAsString(
              new Raw(command, machine, configuration, sizes, runs, memory, invariants.broken())));
      Files.writeString(directory.resolve("results.md"), Markdown.of(this));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
