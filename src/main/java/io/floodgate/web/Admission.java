package io.floodgate.web;

import io.floodgate.base.CommonFailure;
import io.floodgate.base.Failure;
import io.floodgate.config.Config;
import io.vertx.core.Future;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * How much this node takes on at once: requests under way, and bytes of bodies that are still
 * arriving. Shared by all event loops.
 *
 * <p>All requests share one {@link Limit}; a class may use its share of it, so that the lesser is
 * refused while there is still room for the greater.
 */
final class Admission {

  private final Supplier<Config.Admission> shares;
  private final long maxHeldBytes;
  private final LongSupplier nanoClock;
  private final Limit limit;
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicLong heldBytes = new AtomicLong();
  private final Map<Priority, LongAdder> admitted = counters();
  private final Map<Priority, LongAdder> refused = counters();

  /**
   * @param config asked anew for each request
   * @param maxRequests the same
   */
  Admission(
      Supplier<Config.Admission> config,
      IntSupplier maxRequests,
      long maxHeldBytes,
      LongSupplier nanoClock) {
    this.shares = config;
    this.maxHeldBytes = maxHeldBytes;
    this.nanoClock = nanoClock;
    this.limit = new Limit(config, maxRequests, nanoClock.getAsLong());
  }

  /** A hint that saves work: a request for which there is no room is refused unread. */
  boolean hasRoomFor(Priority priority) {
    return requests.get() < allowed(priority);
  }

  /**
   * Does the work, which holds a place until it is done, whatever comes of it; or fails with
   * OVERLOADED when there is no room for its class.
   */
  <T> Future<T> carry(Priority priority, Supplier<Future<T>> work) {
    int ahead;
    do { // never counted while it is not let in, or it could shut out a greater one for a moment
      ahead = requests.get();
      if (ahead >= allowed(priority)) {
        return Future.failedFuture(refuse(priority));
      }
    } while (!requests.compareAndSet(ahead, ahead + 1));
    admitted.get(priority).increment();
    long entered = nanoClock.getAsLong();
    int met = ahead;
    return begun(work).onComplete(_ -> leave(priority, met, entered));
  }

  /** Counts a refusal, and says what the client hears. */
  Failure refuse(Priority priority) {
    refused.get(priority).increment();
    return Failure.of(CommonFailure.OVERLOADED);
  }

  /** Slow bodies on thousands of connections must not fill the heap, so their bytes are counted. */
  boolean tryHold(int bytes) {
    if (heldBytes.addAndGet(bytes) <= maxHeldBytes) {
      return true;
    }
    heldBytes.addAndGet(-bytes);
    return false;
  }

  void release(int bytes) {
    heldBytes.addAndGet(-bytes);
  }

  /** Requests under way now. */
  int requests() {
    return requests.get();
  }

  /** Requests that may be under way now. */
  int limit() {
    return limit.requests();
  }

  /** Requests of a class that were taken on since the start. */
  long admitted(Priority priority) {
    return admitted.get(priority).sum();
  }

  /** Requests of a class that were refused since the start. */
  long refused(Priority priority) {
    return refused.get(priority).sum();
  }

  /** Bytes of unfinished bodies now. */
  long heldBytes() {
    return heldBytes.get();
  }

  private int allowed(Priority priority) {
    return switch (priority) {
      case WATCHING -> Integer.MAX_VALUE; // there are no more of them than connections
      case FINISHING -> limit.requests();
      case ORDER -> share(shares.get().orderShare());
      case COUPON -> share(shares.get().couponShare());
      case READ -> share(shares.get().readShare());
    };
  }

  private int share(int percent) {
    return Math.ceilDiv(limit.requests() * percent, 100);
  }

  private void leave(Priority priority, int ahead, long entered) {
    requests.decrementAndGet();
    if (priority != Priority.WATCHING) { // a look at everything takes as long as it takes
      long now = nanoClock.getAsLong();
      limit.answered(priority, ahead, now - entered, now);
    }
  }

  private static <T> Future<T> begun(Supplier<Future<T>> work) {
    try {
      return work.get();
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  private static Map<Priority, LongAdder> counters() {
    Map<Priority, LongAdder> counters = new EnumMap<>(Priority.class);
    for (Priority priority : Priority.values()) {
      counters.put(priority, new LongAdder());
    }
    return counters;
  }
}
