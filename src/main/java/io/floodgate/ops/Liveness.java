package io.floodgate.ops;

import java.util.Optional;

/**
 * Whether this process is worth keeping.
 *
 * @param status UP or DOWN
 * @param reason why it is not
 */
public record Liveness(Status status, Optional<String> reason) {

  /** What is said of the process. */
  public enum Status {
    UP,
    DOWN
  }
}
