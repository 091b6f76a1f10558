package io.floodgate.bus;

import io.vertx.core.Future;

/**
 * Where a domain answers its messages. Called on the event loop of the verticle that opened it.
 *
 * @param <M> the sealed message type of the domain
 */
@FunctionalInterface
public interface Door<M extends Ask<?>> {

  /** Answers with what the message asks for; a throw counts as a failed future. */
  Future<?> answer(M message, Call call);
}
