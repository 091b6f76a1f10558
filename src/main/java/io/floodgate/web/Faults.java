package io.floodgate.web;

import io.floodgate.base.Failure;
import io.floodgate.base.FailureCode;
import io.floodgate.base.Fault;
import io.floodgate.base.Text;
import java.util.ArrayList;
import java.util.List;

/** Gathers all that is wrong with one request, so that a client can mend it in one go. */
final class Faults {

  /** More are not told: an answer must not be many times the size of its request. */
  private static final int MAXIMUM = 100;

  private List<Fault> found = List.of();

  void add(String pointer, FailureCode code) {
    add(pointer, code, code.detail());
  }

  void add(String pointer, FailureCode code, Text detail) {
    if (found.isEmpty()) {
      found = new ArrayList<>();
    }
    if (found.size() < MAXIMUM) {
      found.add(new Fault(pointer, code, detail));
    }
  }

  /**
   * Throws one {@link Failure} of all faults, named by the first; does nothing if there is none.
   */
  void throwIfAny() {
    if (!found.isEmpty()) {
      throw Failure.of(found);
    }
  }
}
