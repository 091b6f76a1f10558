package io.floodgate.bench;

/** The bench cannot go on, for a reason that a line or two tell to the person who started it. */
final class Refused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  Refused(String reason) {
    super(reason);
  }
}
