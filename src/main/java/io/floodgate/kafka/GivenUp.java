package io.floodgate.kafka;

/** A message that its processor tried again and again by itself: it becomes a dead letter. */
public final class GivenUp extends RuntimeException {

  private final int attempts;

  /**
   * @param attempts how often it was tried
   * @param problem what came of the last one
   */
  public GivenUp(int attempts, String problem) {
    super(problem);
    this.attempts = attempts;
  }

  int attempts() {
    return attempts;
  }

  /** As it stands in the dead letter. */
  @Override
  public String toString() {
    return "given up: " + getMessage();
  }
}
