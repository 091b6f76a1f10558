package io.floodgate.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What the bench needs of the system, beside the JDK. */
enum Tools {
  WRK("wrk", "wrk", "wrk"),
  PGBENCH("pgbench", "postgresql", "libpq"),
  REDIS_BENCHMARK("redis-benchmark", "redis-tools", "redis");

  private final String program;
  private final String debian;
  private final String homebrew;

  Tools(String program, String debian, String homebrew) {
    this.program = program;
    this.debian = debian;
    this.homebrew = homebrew;
  }

  /**
   * Makes sure that all are there.
   *
   * @throws Refused with a line for each that is missing, and the package that has it
   */
  static void demand() {
    List<String> missing = new ArrayList<>();
    for (Tools tool : values()) {
      if (!Shell.has(tool.program)) {
        missing.add(
            "%s is not there: apt-get install %s (macOS: brew install %s)"
                .formatted(tool.program, tool.debian, tool.homebrew));
      }
    }
    if (!missing.isEmpty()) {
      throw new Refused(String.join("\n", missing));
    }
  }

  /** What each says of itself. */
  static List<String> versions() {
    return Arrays.stream(values()).map(Tools::version).toList();
  }

  // wrk says its version with an exit code of 1.
  private String version() {
    return Shell.run("sh", "-c", program + " --version 2>&1 | head -1").strip();
  }
}
