package io.floodgate.command;

import java.io.PrintWriter;
import java.io.Writer;

/**
 * One line on a terminal that is drawn again and again, elsewhere a line at each tenth. Any thread,
 * one at a time.
 */
final class ProgressBar {

  private static final int WIDTH = 30;
  private static final long DRAWN_EACH_NANOS = 100_000_000;

  private final String what;
  private final PrintWriter to;
  private final boolean terminal;
  private long lastTenth;
  private long drawnNanos;

  /**
   * @param what in the plural, such as {@code users}
   */
  ProgressBar(String what, PrintWriter to, boolean terminal) {
    this.what = what;
    this.to = to;
    this.terminal = terminal;
    this.drawnNanos = System.nanoTime() - DRAWN_EACH_NANOS;
  }

  static ProgressBar silent(String what) {
    return new ProgressBar(what, new PrintWriter(Writer.nullWriter()), false);
  }

  /** So much of it is done. */
  synchronized void at(long done, long all) {
    if (all <= 0) {
      return;
    }
    if (terminal) {
      draw(done, all);
    } else if (10 * done / all > lastTenth) {
      lastTenth = 10 * done / all;
      to.printf("%s: %d %% (%,d of %,d)%n", what, 10 * lastTenth, done, all);
    }
    to.flush();
  }

  private void draw(long done, long all) {
    long now = System.nanoTime();
    if (done < all && now - drawnNanos < DRAWN_EACH_NANOS) {
      return;
    }
    drawnNanos = now;
    int full = (int) (WIDTH * done / all);
    to.printf(
        "\r%s [%s%s] %3d %% %,d of %,d",
        what, "#".repeat(full), " ".repeat(WIDTH - full), 100 * done / all, done, all);
    if (done >= all) {
      to.println();
    }
  }
}
