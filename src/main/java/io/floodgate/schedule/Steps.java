package io.floodgate.schedule;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Work of unknown length, a step at a time, each step once the last is done. However many steps
 * there are, neither the stack nor a chain of futures grows, as long as each waits for something.
 */
public final class Steps {

  private static final Future<Boolean> MORE = Future.succeededFuture(true);

  private Steps() {}

  /** Repeats a step until it answers that there is no more to do, or fails. */
  public static Future<Void> whileMore(Supplier<Future<Boolean>> step) {
    Promise<Void> done = Promise.promise();
    next(step, done);
    return done.future();
  }

  /**
   * Does something to each of these, a few at once. One that fails does not keep the others from
   * being done; then the whole fails with the first failure.
   *
   * @param atOnce how many
   */
  public static <T> Future<Void> forEach(List<T> all, int atOnce, Function<T, Future<Void>> act) {
    Iterator<T> rest = all.iterator();
    First failure = new First();
    Supplier<Future<Boolean>> step =
        () ->
            rest.hasNext()
                ? apply(act, rest.next()).onFailure(failure::keep).transform(_ -> MORE)
                : Future.succeededFuture(false);
    return Future.join(IntStream.range(0, atOnce).mapToObj(_ -> whileMore(step)).toList())
        .compose(
            _ ->
                failure.error == null
                    ? Future.succeededFuture()
                    : Future.failedFuture(failure.error));
  }

  private static final class First {
    private Throwable error;

    void keep(Throwable failure) {
      error = error == null ? failure : error;
    }
  }

  private static void next(Supplier<Future<Boolean>> step, Promise<Void> done) {
    apply(_ -> step.get(), step)
        .onComplete(
            more -> {
              if (more) {
                next(step, done);
              } else {
                done.complete();
              }
            },
            done::fail);
  }

  /** A throw counts as a failed future. */
  private static <T, R> Future<R> apply(Function<T, Future<R>> act, T to) {
    try {
      return act.apply(to);
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }
}
