package io.floodgate;

import io.floodgate.local.StackConfig;
import io.floodgate.server.Database;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What came of a command line, run in a process of its own: what it logs is seen, too. */
record Program(int exitCode, String out, String err) {

  static Program run(Database database, String... arguments)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                Main.class.getName()));
    command.addAll(List.of(arguments));
    Path err = Files.createTempFile("program", ".err");
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("FLOODGATE_"));
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.environment().putAll(StackConfig.variables(database.endpoints()));
    try {
      Process process = builder.start();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Program(process.waitFor(), out, Files.readString(err));
    } finally {
      Files.delete(err);
    }
  }
}
