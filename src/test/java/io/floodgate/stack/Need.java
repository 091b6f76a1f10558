package io.floodgate.stack;

/** A store that a test needs. One that nobody needs is never started. */
public enum Need {
  POSTGRES,
  REDIS,
  KAFKA
}
