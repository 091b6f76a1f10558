package io.floodgate.kafka;

import io.vertx.core.Future;

/** What a consumer does with messages. Called on the event loop of the verticle that consumes. */
@FunctionalInterface
public interface Processor {

  /**
   * Works a message off; it counts as done when the future succeeds. Messages of a partition are
   * begun in their order, and the next one is begun without waiting for the last. A message may
   * come twice, and be worked on twice at once: after a crash, or when the partition moves to
   * another node.
   *
   * <p>A failure means that it is tried again, at last that it goes to the dead letters; {@link
   * Unreadable}, failed with or thrown, and {@link GivenUp} mean the dead letters at once.
   */
  Future<Void> process(Received received);

  /**
   * The partition goes to another node, or this one stops: what was begun of it is no longer waited
   * for, and will be begun again there. To fail it now is no failure, and lets the partition go
   * sooner.
   *
   * @param topic without {@code kafka.topicPrefix}
   */
  default void leave(String topic, int partition) {}
}
