package io.floodgate.web;

import io.floodgate.base.CommonFailure;
import io.floodgate.base.Failure;
import io.vertx.core.Future;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The idempotency keys whose requests run on this node now, shared by all event loops. It holds no
 * more than there are admitted requests. Another node's are seen by the database only.
 */
final class RunningKeys {

  /**
   * @param scope whose key it is: two users may choose the same one
   */
  record ScopedKey(String scope, String key) {}

  private final Set<ScopedKey> running = ConcurrentHashMap.newKeySet();

  /** Runs the effect, or refuses with IDEMPOTENCY_KEY_IN_USE while the same key runs. */
  <A> Future<A> alone(ScopedKey key, Supplier<Future<A>> effect) {
    if (!running.add(key)) {
      return Future.failedFuture(Failure.of(CommonFailure.IDEMPOTENCY_KEY_IN_USE));
    }
    Future<A> answer;
    try {
      answer = effect.get();
    } catch (RuntimeException e) {
      answer = Future.failedFuture(e);
    }
    return answer.onComplete(_ -> running.remove(key));
  }

  int size() {
    return running.size();
  }
}
