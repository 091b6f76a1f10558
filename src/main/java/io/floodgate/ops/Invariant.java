package io.floodgate.ops;

import java.util.List;
import java.util.Optional;

/**
 * One thing that must always hold.
 *
 * @param name stable, such as {@code stock-never-negative}
 * @param violations how many rows break it; 0 when it holds, or was not checked
 * @param samples a few of those rows, for a person to start from
 * @param notChecked why it could not be checked; empty when it was
 */
public record Invariant(
    String name, long violations, List<String> samples, Optional<String> notChecked) {

  public Invariant {
    samples = List.copyOf(samples);
  }

  /** One that was checked. */
  public Invariant(String name, long violations, List<String> samples) {
    this(name, violations, samples, Optional.empty());
  }

  static Invariant notChecked(String name, String reason) {
    return new Invariant(name, 0, List.of(), Optional.of(reason));
  }
}
