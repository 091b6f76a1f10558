package io.floodgate.ops;

import java.util.List;
import java.util.stream.Stream;

/**
 * What a check of all invariants found.
 *
 * @param holds none that was checked is broken
 * @param invariants every one, broken or not; one that could not be checked says so
 */
public record InvariantReport(boolean holds, List<Invariant> invariants) {

  public InvariantReport {
    invariants = List.copyOf(invariants);
  }

  static InvariantReport of(List<Invariant> invariants) {
    return new InvariantReport(
        invariants.stream().allMatch(invariant -> invariant.violations() == 0), invariants);
  }

  /** The same report with one more invariant. */
  public InvariantReport with(Invariant another) {
    return of(Stream.concat(invariants.stream(), Stream.of(another)).toList());
  }

  /** The same report with some more. */
  public InvariantReport with(List<Invariant> more) {
    return of(Stream.concat(invariants.stream(), more.stream()).toList());
  }
}
