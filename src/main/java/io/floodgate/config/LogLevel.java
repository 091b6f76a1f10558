package io.floodgate.config;

/** How much is logged: the level itself and what is graver. */
public enum LogLevel {
  OFF,
  ERROR,
  WARN,
  INFO,
  DEBUG,
  TRACE
}
