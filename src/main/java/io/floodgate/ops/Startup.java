package io.floodgate.ops;

import java.util.List;

/**
 * How far the start of this node is.
 *
 * @param started whether it is over; it stays so while the node stops
 * @param todo what is still to be done, in its order; the first is under way
 */
public record Startup(boolean started, List<String> todo) {

  public Startup {
    todo = List.copyOf(todo);
  }
}
