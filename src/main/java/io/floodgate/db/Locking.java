package io.floodgate.db;

/**
 * What a batch does about rows that somebody else has locked. A lane is patient until a lock
 * time-out shows that a row is held for long; then it is brief for a while, and carries a batch
 * that met such a row again around it, so that whoever holds one row never stops the commands for
 * all others.
 */
enum Locking {
  /** Waits for a row as long as {@code postgres.lockTimeout} says. */
  PATIENT("BEGIN"),
  /** Waits hardly longer than another batch takes. */
  BRIEF("BEGIN; SET LOCAL lock_timeout = '100ms'"),
  /** Leaves locked rows out; the commands that need one are refused with UNAVAILABLE. */
  SKIPPING("BEGIN");

  private final String begin;

  Locking(String begin) {
    this.begin = begin;
  }

  String begin() {
    return begin;
  }
}
