package io.floodgate.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** {@link Local} in a JVM of its own, as {@code ./mvnw -Plocal} runs it. */
final class Launcher implements AutoCloseable {

  private final Process process;
  private final Path output;

  private Launcher(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  static Launcher start(Path directory, Map<String, String> environment, String... options)
      throws IOException {
    Path output = Files.createTempFile("launcher", ".log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-Dlocal.directory=" + directory));
    command.addAll(List.of(options));
    command.add(Local.class.getName());
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.environment().putAll(environment);
    return new Launcher(builder.start(), output);
  }

  /** Every port a free one. */
  static Map<String, String> freePorts() {
    return List.of("HTTP", "POSTGRES", "REDIS", "KAFKA").stream()
        .collect(
            Collectors.toMap(
                store -> "FLOODGATE_" + store + "_PORT", store -> Integer.toString(Ports.free())));
  }

  Process process() {
    return process;
  }

  boolean alive() {
    return process.isAlive();
  }

  String output() throws IOException {
    return Files.readString(output);
  }

  List<ProcessHandle> descendants() {
    return process.descendants().toList();
  }

  int exitCode() {
    if (!ends()) {
      throw new AssertionError("The launcher does not end.");
    }
    return process.exitValue();
  }

  private boolean ends() {
    try {
      process.onExit().get(60, TimeUnit.SECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whatever a test leaves running goes, so that it cannot disturb the next. */
  @Override
  public void close() throws IOException {
    List<ProcessHandle> children = descendants();
    process.destroy();
    if (!ends()) {
      process.destroyForcibly();
      children.forEach(ProcessHandle::destroyForcibly);
    }
    Files.delete(output);
  }
}
