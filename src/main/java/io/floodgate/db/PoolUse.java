package io.floodgate.db;

import java.util.concurrent.atomic.LongAdder;

/**
 * How a pool is used: who waits for a connection, who has one, and for how long. Any thread.
 *
 * <p>The pool's own metrics are not asked: they would be kept for each statement that only reads,
 * too.
 */
public final class PoolUse {

  private final String name;
  private final int connections;
  private final PoolMeter meter;
  private final LongAdder waiting = new LongAdder();
  private final LongAdder inUse = new LongAdder();

  PoolUse(String name, int connections, DatabaseMeter meter) {
    this.name = name;
    this.connections = connections;
    this.meter = meter.pool(this);
  }

  /** What the pool is for; several may have one name. */
  public String name() {
    return name;
  }

  /** Connections that it has at most. */
  public int connections() {
    return connections;
  }

  /** Transactions that wait for a connection now. */
  public long waiting() {
    return waiting.sum();
  }

  /** Connections that a transaction has now. */
  public long inUse() {
    return inUse.sum();
  }

  Turn waits() {
    waiting.increment();
    return new Turn();
  }

  /** One transaction, from the moment when it asks for a connection. Of one event loop. */
  final class Turn {
    private final long askedNanos = System.nanoTime();
    private long begunNanos;
    private boolean begun;

    private Turn() {}

    /** It has its connection. */
    void begins() {
      begun = true;
      begunNanos = System.nanoTime();
      waiting.decrement();
      inUse.increment();
      meter.waited(begunNanos - askedNanos);
    }

    /** It has given the connection back, or has got none in time. */
    void ends() {
      if (begun) {
        inUse.decrement();
        meter.held(System.nanoTime() - begunNanos);
      } else {
        waiting.decrement();
        meter.waited(System.nanoTime() - askedNanos);
      }
    }
  }
}
