package io.floodgate.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What was measured, and where.
 *
 * @param commit short, with {@code +} where files differ from it
 * @param syncsASecond how often the disk confirms 8 KB, one after the other
 * @param settings of PostgreSQL, which say that it is durable
 */
record Machine(
    Instant time,
    String commit,
    String processor,
    int cores,
    String memory,
    String system,
    String java,
    String serverOptions,
    List<String> tools,
    long syncsASecond,
    Map<String, String> settings) {

  private static final List<String> SETTINGS =
      List.of(
          "server_version",
          "fsync",
          "synchronous_commit",
          "full_page_writes",
          "shared_buffers",
          "min_wal_size",
          "max_wal_size");

  private static final Pattern MODEL = Pattern.compile("model name\\s*: (.*)");
  private static final Pattern MEMORY = Pattern.compile("MemTotal:\\s*(.*)");

  static Machine of(Rig rig) {
    Map<String, String> settings = new LinkedHashMap<>();
    SETTINGS.forEach(name -> settings.put(name, rig.database().text("SHOW " + name)));
    return new Machine(
        Instant.now().truncatedTo(ChronoUnit.SECONDS),
        workingCopy(),
        Texts.find(MODEL, read("/proc/cpuinfo")).orElse(System.getProperty("os.arch")),
        Runtime.getRuntime().availableProcessors(),
        Texts.find(MEMORY, read("/proc/meminfo")).orElse("unknown"),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        System.getProperty("java.vendor") + " " + Runtime.version(),
        ChildServer.options(),
        Tools.versions(),
        syncsASecond(Path.of(".bench")),
        settings);
  }

  /** Of the working copy; {@code unknown} outside of one. */
  static String workingCopy() {
    try {
      String commit = Shell.run("git", "rev-parse", "--short", "HEAD").strip();
      boolean clean = Shell.run("git", "status", "--porcelain", "-uno").isBlank();
      return clean ? commit : commit + "+";
    } catch (Refused e) {
      return "unknown";
    }
  }

  private static String read(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException e) { // not on Linux
      return "";
    }
  }

  /** Takes a second. */
  static long syncsASecond(Path directory) {
    Path file = directory.resolve("sync");
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE)) {
      ByteBuffer page = ByteBuffer.allocate(8192);
      long syncs = 0;
      long began = System.nanoTime();
      while (System.nanoTime() - began < 1_000_000_000L) {
        channel.write(page.rewind(), 0);
        channel.force(false);
        syncs++;
      }
      return syncs;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
