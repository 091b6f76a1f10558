package io.floodgate.kafka;

import io.vertx.core.Future;

/** A consumer at work. */
@FunctionalInterface
public interface Consumption {

  /**
   * Begins nothing more, gives what is under way a moment to finish, commits and leaves the group.
   */
  Future<Void> close();
}
