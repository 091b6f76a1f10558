package io.floodgate.ops;

import java.util.List;

/**
 * What a check of all invariants found.
 *
 * @param holds no invariant is broken
 * @param invariants every one that was checked, broken or not
 */
public record InvariantReport(boolean holds, List<Invariant> invariants) {

  public InvariantReport {
    invariants = List.copyOf(invariants);
  }
}
