package io.floodgate.db;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Questions of which many that are the same come at once. Those that come while one like them is
 * being looked up wait, and are answered together by a look that begins when that one has ended: so
 * a crowd makes two queries, and nobody is told what was read before they asked.
 *
 * <p>A question is held only while it waits, so there are never more than requests under way. Lives
 * on one event loop.
 *
 * @param <Q> a record, so that questions that ask the same are equal
 */
public final class Crowd<Q, A> {

  private final Function<Q, Future<A>> look;

  /** Those who wait for the look after the one under way; null while there are none. */
  private final Map<Q, Promise<A>> waiting = new HashMap<>();

  public Crowd(Function<Q, Future<A>> look) {
    this.look = look;
  }

  /** The answer of a look that begins now or later. If it fails, so do all who waited for it. */
  public Future<A> ask(Q question) {
    if (!waiting.containsKey(question)) {
      return look(question);
    }
    Promise<A> next = waiting.get(question);
    if (next == null) {
      next = Promise.promise();
      waiting.put(question, next);
    }
    return next.future();
  }

  private Future<A> look(Q question) {
    waiting.put(question, null);
    Future<A> answer;
    try {
      answer = look.apply(question);
    } catch (RuntimeException e) {
      answer = Future.failedFuture(e);
    }
    return answer.onComplete(_ -> goOn(question));
  }

  private void goOn(Q question) {
    Promise<A> next = waiting.remove(question);
    if (next != null) {
      look(question).onComplete(next);
    }
  }
}
