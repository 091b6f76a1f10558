package io.floodgate.ops;

import java.util.List;

/**
 * One thing that must always hold.
 *
 * @param name stable, such as {@code stock-never-negative}
 * @param violations how many rows break it; 0 when it holds
 * @param samples a few of those rows, for a person to start from
 */
public record Invariant(String name, long violations, List<String> samples) {

  public Invariant {
    samples = List.copyOf(samples);
  }
}
