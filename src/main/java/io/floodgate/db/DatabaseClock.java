package io.floodgate.db;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;

/**
 * The database's clock, as well as it is known without asking each time: its last reading, and how
 * long ago that was. Lives on one event loop.
 */
public final class DatabaseClock {

  /** Two clocks drift apart by less than a millisecond a minute. */
  private static final Duration TRUSTED_FOR = Duration.ofMinutes(1);

  private final Statements reads;
  private Instant reading;
  private long readAtNanos;

  public DatabaseClock(Statements reads) {
    this.reads = reads;
  }

  /** Some statement has told the time. */
  public void learn(Instant now) {
    reading = now;
    readAtNanos = System.nanoTime();
  }

  /** Asks only where the last reading is too old; while the database is away, goes on from it. */
  public Future<Instant> now() {
    if (reading != null && age().compareTo(TRUSTED_FOR) < 0) {
      return Future.succeededFuture(reading.plus(age()));
    }
    return reads
        .now()
        .onSuccess(this::learn)
        .recover(
            away -> Future.succeededFuture(reading == null ? Instant.now() : reading.plus(age())));
  }

  private Duration age() {
    return Duration.ofNanos(System.nanoTime() - readAtNanos);
  }
}
