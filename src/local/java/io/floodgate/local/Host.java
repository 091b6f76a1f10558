package io.floodgate.local;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What the machine offers for running children: its kind, its user, its tools. */
final class Host {

  private Host() {}

  /** {@code linux} or {@code darwin}. */
  static String system() {
    String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    if (name.contains("linux")) {
      return "linux";
    }
    if (name.contains("mac")) {
      return "darwin";
    }
    throw new StackRefused(
        "The embedded stack runs on Linux and macOS, not on "
            + name
            + ": give stores of your own.");
  }

  static boolean arm() {
    return System.getProperty("os.arch").equals("aarch64");
  }

  static boolean root() {
    return "root".equals(System.getProperty("user.name"));
  }

  static boolean has(String tool) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, tool)));
  }

  /**
   * The command in a session of its own: Ctrl-C in the terminal goes to every process of the
   * foreground group, and would stop the stores under a server that is still draining.
   */
  static List<String> detached(List<String> command) {
    if (has("setsid")) {
      return join(List.of("setsid"), command);
    }
    if (has("perl")) { // macOS has no setsid
      return join(List.of("perl", "-e", "use POSIX; POSIX::setsid(); exec @ARGV"), command);
    }
    return command;
  }

  /**
   * The command as PostgreSQL accepts it when we are root: it refuses uid 0. In a user namespace of
   * its own without a mapping it is nobody, and still owns the files that root made.
   */
  static List<String> unprivileged(List<String> command) {
    if (!root()) {
      return command;
    }
    if (has("unshare") && succeeds("unshare", "-U", "true")) {
      return join(List.of("unshare", "-U"), command);
    }
    throw new StackRefused(
        "PostgreSQL refuses to run as root, and this machine lets root make no user namespace"
            + " (`unshare -U`): run as an ordinary user, or give stores of your own.");
  }

  private static boolean succeeds(String... command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  static List<String> join(List<String> first, List<String> second) {
    List<String> both = new ArrayList<>(first);
    both.addAll(second);
    return List.copyOf(both);
  }
}
