package io.floodgate.web;

import io.floodgate.config.Config;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * How many requests may be under way so that they are answered in time, found by measuring.
 *
 * <p>Who waits in line waits in proportion to the length of the line (Little's law). So once
 * answers take longer than they should, the line that would have been right is the one they met,
 * times what an answer should take, over what it took. While they do not, more is tried, as long as
 * what is allowed is made use of.
 *
 * <p>An answer is always held against the line that its request met when it came, so answers from
 * before a change of the limit say the same as those from after it. Shared by all event loops,
 * without locks; the caller says what time it is.
 */
final class Limit {

  private static final long WINDOW_NANOS = Duration.ofMillis(100).toNanos();

  /** Fewer answers of a class say nothing of how long its answers take. */
  private static final int ENOUGH = 20;

  private static final double GROWTH = 1.25;

  /** A limit is raised while the mean line is at least this part of it, 1 in 3. */
  private static final int MADE_USE_OF = 3;

  private final Supplier<Config.Admission> config;
  private final IntSupplier maximum;
  private final AtomicReference<Window> window;
  private volatile int requests;

  /**
   * Begins with the minimum, as a server that has just started is slow.
   *
   * @param config how long an answer should take on average, and the requests that are allowed
   *     however slow they are; asked anew each time
   * @param maximum requests that may ever be under way, which holds where it is lower than the
   *     minimum; asked anew each time
   */
  Limit(Supplier<Config.Admission> config, IntSupplier maximum, long nowNanos) {
    this.config = config;
    this.maximum = maximum;
    this.window = new AtomicReference<>(new Window(nowNanos));
    this.requests = bounded(0);
  }

  /** Requests that may be under way now. */
  int requests() {
    return bounded(requests); // what was found may be out of the bounds of today
  }

  /**
   * Takes note of an answer.
   *
   * @param ahead how many requests were under way when this one came
   * @param nanos how long it took
   */
  void answered(Priority priority, int ahead, long nanos, long nowNanos) {
    Window current = window.get();
    // One that hangs, at a row that somebody holds, is not to weigh more than many that do not.
    current.of.get(priority).add(ahead, Math.min(nanos, 2 * targetNanos()));
    if (nowNanos - current.sinceNanos >= WINDOW_NANOS
        && window.compareAndSet(current, current.next(nowNanos))) {
      current.slowest().ifPresent(this::adapt);
    }
  }

  private void adapt(Tally slowest) {
    int now = requests();
    long targetNanos = targetNanos();
    double latency = slowest.meanNanos();
    double line = slowest.meanAhead() + 1;
    double inTime = line * targetNanos / latency;
    if (latency > targetNanos) {
      requests = bounded(Math.min(now, inTime));
    } else if (line * MADE_USE_OF >= now) {
      requests = bounded(Math.max(now, Math.min(now * GROWTH, inTime)));
    }
  }

  private int bounded(double wanted) {
    int most = maximum.getAsInt();
    int least = Math.min(config.get().minRequests(), most);
    return (int) Math.clamp(Math.ceil(wanted), least, most);
  }

  private long targetNanos() {
    return config.get().targetLatency().toNanos();
  }

  /** The answers since the last look. */
  private static final class Window {
    private final long sinceNanos;
    private final Map<Priority, Tally> of = new EnumMap<>(Priority.class);

    Window(long sinceNanos) {
      this.sinceNanos = sinceNanos;
      for (Priority priority : Priority.values()) {
        of.put(priority, new Tally());
      }
    }

    /** What does not say anything yet is counted on. */
    Window next(long nowNanos) {
      Window next = new Window(nowNanos);
      of.forEach(
          (priority, tally) -> {
            if (!tally.isEnough()) {
              next.of.put(priority, tally);
            }
          });
      return next;
    }

    /** Quick reads are not to hide that orders are slow. */
    Optional<Tally> slowest() {
      return of.values().stream()
          .filter(Tally::isEnough)
          .max(Comparator.comparingDouble(Tally::meanNanos));
    }
  }

  /** The answers of one class. */
  private static final class Tally {
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicLong ahead = new AtomicLong();
    private final AtomicLong answers = new AtomicLong();

    void add(int aheadThen, long tookNanos) {
      nanos.addAndGet(tookNanos);
      ahead.addAndGet(aheadThen);
      answers.incrementAndGet();
    }

    boolean isEnough() {
      return answers.get() >= ENOUGH;
    }

    double meanNanos() {
      return (double) nanos.get() / answers.get();
    }

    double meanAhead() {
      return (double) ahead.get() / answers.get();
    }
  }
}
