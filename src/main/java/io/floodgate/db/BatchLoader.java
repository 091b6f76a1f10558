package io.floodgate.db;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Values by key, of which many are asked for at once: what is asked while a load is under way goes
 * into the next one, each key once, so that a crowd costs a statement and not each of its members
 * (the pattern of Facebook's DataLoader, without its cache). Nobody is told what was read before
 * they asked, and alone, a key is loaded at once.
 *
 * <p>A key is held only while it waits, so there are never more than requests under way. Lives on
 * one event loop.
 */
public final class BatchLoader<K, V> {

  private final int maxKeys;
  private final Function<Set<K>, Future<Map<K, V>>> load;
  private final Map<K, Promise<Optional<V>>> waiting = new LinkedHashMap<>();
  private boolean underWay;

  /**
   * @param maxKeys of one load
   * @param load the values of these keys, of those that have one
   */
  public BatchLoader(int maxKeys, Function<Set<K>, Future<Map<K, V>>> load) {
    this.maxKeys = maxKeys;
    this.load = load;
  }

  /** The key's value, if it has one. If its load fails, so do all who waited for it. */
  public Future<Optional<V>> get(K key) {
    Promise<Optional<V>> answer = waiting.computeIfAbsent(key, _ -> Promise.promise());
    if (!underWay) {
      loadNext();
    }
    return answer.future();
  }

  /** Nobody waits for a value. */
  public boolean isIdle() {
    return !underWay && waiting.isEmpty();
  }

  private void loadNext() {
    Map<K, Promise<Optional<V>>> batch = takeBatch();
    underWay = true;
    begin(batch.keySet())
        .onComplete(
            (values, error) -> {
              underWay = false;
              if (!waiting.isEmpty()) {
                loadNext();
              }
              answer(batch, values, error);
            });
  }

  private Map<K, Promise<Optional<V>>> takeBatch() {
    Map<K, Promise<Optional<V>>> batch = LinkedHashMap.newLinkedHashMap(waiting.size());
    Iterator<Map.Entry<K, Promise<Optional<V>>>> first = waiting.entrySet().iterator();
    while (first.hasNext() && batch.size() < maxKeys) {
      Map.Entry<K, Promise<Optional<V>>> one = first.next();
      batch.put(one.getKey(), one.getValue());
      first.remove();
    }
    return batch;
  }

  private Future<Map<K, V>> begin(Set<K> keys) {
    try {
      return load.apply(keys);
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  private static <K, V> void answer(
      Map<K, Promise<Optional<V>>> batch, Map<K, V> values, Throwable error) {
    batch.forEach(
        (key, answer) -> {
          if (error == null) {
            answer.complete(Optional.ofNullable(values.get(key)));
          } else {
            answer.fail(error);
          }
        });
  }
}
