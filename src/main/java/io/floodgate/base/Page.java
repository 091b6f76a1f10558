package io.floodgate.base;

import java.util.List;
import java.util.Optional;

/**
 * A part of a list.
 *
 * @param nextCursor opaque; where the next part begins, empty at the end of the list
 * @param totalElements how many there are in all, where the list was asked by page number
 */
public record Page<T>(List<T> items, Optional<String> nextCursor, Optional<Long> totalElements) {

  public Page {
    items = List.copyOf(items);
  }
}
