package io.floodgate.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * What the server's process holds after all runs, in megabytes.
 *
 * @param heap after a collection
 * @param resident of all its memory, now
 * @param residentAtMost since it started; 0 where the system does not say
 */
record Memory(long heap, long resident, long residentAtMost) {

  private static final Pattern USED = Pattern.compile("total .*used (\\d+)K");
  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s*(\\d+) kB");
  private static final Pattern MOST = Pattern.compile("VmHWM:\\s*(\\d+) kB");

  static Memory of(ProcessHandle process) {
    String pid = Long.toString(process.pid());
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    String status = status(pid);
    Shell.run(jcmd, pid, "GC.run");
    String heap = Shell.run(jcmd, pid, "GC.heap_info");
    return new Memory(kilobytes(USED, heap), kilobytes(RESIDENT, status), kilobytes(MOST, status));
  }

  private static long kilobytes(Pattern pattern, String text) {
    return Texts.find(pattern, text).map(Long::parseLong).orElse(0L) / 1024;
  }

  private static String status(String pid) {
    try {
      return Files.readString(Path.of("/proc", pid, "status"));
    } catch (IOException e) { // not on Linux
      return "";
    }
  }
}
