package io.floodgate.ranking;

/** The time that a ranking looks back. */
public enum Window {
  /** The business day so far. */
  TODAY("today"),
  /** Today and the two business days before it. */
  THREE_DAYS("3d"),
  /** Today and the six business days before it. */
  SEVEN_DAYS("7d"),
  /** This clock hour and the one before it. */
  HOUR("1h");

  private final String parameter;

  Window(String parameter) {
    this.parameter = parameter;
  }

  /** As a request names it. */
  public String parameter() {
    return parameter;
  }
}
