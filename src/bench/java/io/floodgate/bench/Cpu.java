package io.floodgate.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * CPU time of the processes that share the machine, by what they are, as Linux counts it. Elsewhere
 * nothing is known.
 *
 * @param nanos when this was read
 * @param seconds used so far
 */
record Cpu(long nanos, Map<String, Double> seconds) {

  /** The load generator: a child of this very process. */
  static final String LOAD = "load";

  /** All that is not idle, ours or not. */
  static final String MACHINE = "machine";

  /** What the hypervisor gave to others while ours wanted it. */
  static final String STOLEN = "stolen";

  private static final double JIFFIES_A_SECOND = 100;

  // The columns of the first line of /proc/stat.
  private static final int USER = 1;
  private static final int NICE = 2;
  private static final int SYSTEM = 3;
  private static final int IRQ = 6;
  private static final int SOFTIRQ = 7;
  private static final int STEAL = 8;

  /**
   * What was used between two readings.
   *
   * @param lasted in seconds
   * @param cores used by each, on average
   */
  record Used(double lasted, Map<String, Double> cores) {

    /** Microseconds of one core for each of so many jobs. */
    double micros(String who, long jobs) {
      return jobs == 0 ? 0 : cores.getOrDefault(who, 0.0) * lasted * 1e6 / jobs;
    }
  }

  /**
   * Reads the clocks.
   *
   * @param processes by what they are called; the children of each count with it
   */
  static Cpu read(Map<String, ProcessHandle> processes) {
    Map<String, Double> seconds = new LinkedHashMap<>();
    if (Files.exists(Path.of("/proc/self/stat"))) {
      processes.forEach((name, process) -> seconds.put(name, ofTree(process)));
      seconds.put(LOAD, ofEnded(ProcessHandle.current()));
      seconds.put(MACHINE, ofMachine(USER, NICE, SYSTEM, IRQ, SOFTIRQ));
      seconds.put(STOLEN, ofMachine(STEAL));
    }
    return new Cpu(System.nanoTime(), seconds);
  }

  /** What was used since an earlier reading. */
  Used since(Cpu before) {
    double lasted = (nanos - before.nanos) / 1e9;
    Map<String, Double> cores = new LinkedHashMap<>();
    seconds.forEach(
        (name, now) -> cores.put(name, (now - before.seconds.getOrDefault(name, 0.0)) / lasted));
    return new Used(lasted, cores);
  }

  /** Those that run, and those that ended: each of PostgreSQL's connections is a process. */
  private static double ofTree(ProcessHandle root) {
    return ofEnded(root)
        + Stream.concat(Stream.of(root), root.descendants())
            .mapToDouble(process -> ofOwn(stat(process)))
            .sum();
  }

  private static double ofEnded(ProcessHandle parent) {
    List<String> stat = stat(parent);
    return stat.isEmpty() ? 0 : sum(stat.get(13), stat.get(14));
  }

  private static double ofOwn(List<String> stat) {
    return stat.isEmpty() ? 0 : sum(stat.get(11), stat.get(12));
  }

  /** What follows the name, which may hold anything; none for a process that has just ended. */
  private static List<String> stat(ProcessHandle process) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
      return List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" "));
    } catch (IOException e) {
      return List.of();
    }
  }

  private static double ofMachine(int... columns) {
    try {
      String[] cpu = Files.readAllLines(Path.of("/proc/stat")).getFirst().split(" +");
      return sum(IntStream.of(columns).mapToObj(column -> cpu[column]).toArray(String[]::new));
    } catch (IOException e) {
      return 0;
    }
  }

  private static double sum(String... jiffies) {
    return Stream.of(jiffies).mapToLong(Long::parseLong).sum() / JIFFIES_A_SECOND;
  }
}
