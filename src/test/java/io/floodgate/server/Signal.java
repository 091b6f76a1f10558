package io.floodgate.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** What Java cannot send to a process, other than TERM and KILL. */
public enum Signal {
  /** The process hangs with all its connections open. */
  STOP,
  /** It goes on. */
  CONT;

  /** Sends the signal to each of the processes, which have to live. */
  public void to(List<Long> pids) {
    List<String> command = new ArrayList<>(List.of("kill", "-s", name()));
    pids.forEach(pid -> command.add(Long.toString(pid)));
    try {
      Process kill = new ProcessBuilder(command).inheritIO().start();
      if (kill.onExit().join().exitValue() != 0) {
        throw new IllegalStateException(String.join(" ", command) + " failed");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
