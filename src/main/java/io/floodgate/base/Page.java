package io.floodgate.base;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

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

  /** A list that is shown whole. */
  public static <T> Page<T> whole(List<T> items) {
    return new Page<>(items, Optional.empty(), Optional.empty());
  }

  /**
   * The page of a list that was read with one element more than asked for, to see whether it goes
   * on.
   *
   * @param cursorOf where the list goes on after an element
   */
  public static <T> Page<T> cut(List<T> read, int limit, Function<T, String> cursorOf) {
    if (read.size() <= limit) {
      return new Page<>(read, Optional.empty(), Optional.empty());
    }
    List<T> shown = read.subList(0, limit);
    return new Page<>(shown, Optional.of(cursorOf.apply(shown.getLast())), Optional.empty());
  }

  /** The same page of other elements. */
  public <U> Page<U> map(Function<T, U> each) {
    return new Page<>(items.stream().map(each).toList(), nextCursor, totalElements);
  }

  /** The same page that also says how many elements there are in all. */
  public Page<T> withTotal(long total) {
    return new Page<>(items, nextCursor, Optional.of(total));
  }
}
