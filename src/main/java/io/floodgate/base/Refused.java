package io.floodgate.base;

/** Why what an operator asks for is not done, in a sentence for that person. */
public final class Refused extends RuntimeException {

  public Refused(String problem) {
    super(problem);
  }

  public Refused(String problem, Throwable cause) {
    super(problem, cause);
  }
}
