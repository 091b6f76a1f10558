package io.floodgate.web;

/** Lets a few lines a second into the log, so that a flood of requests is no flood of lines. */
final class FewLines {

  private static final long SECOND_NANOS = 1_000_000_000;

  private final int eachSecond;
  private long secondBegan;
  private int used;

  /**
   * @param now by {@link System#nanoTime}
   */
  FewLines(int eachSecond, long now) {
    this.eachSecond = eachSecond;
    this.secondBegan = now;
  }

  /** Whether one more may be written. Any thread. */
  synchronized boolean allow(long now) {
    if (now - secondBegan >= SECOND_NANOS) {
      secondBegan = now;
      used = 0;
    }
    return used++ < eachSecond;
  }
}
