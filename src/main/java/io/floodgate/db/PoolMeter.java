package io.floodgate.db;

/** What hears how one pool fares; see {@link DatabaseMeter} for how it has to behave. */
public interface PoolMeter {

  /** Nobody listens. */
  PoolMeter NONE =
      new PoolMeter() {
        @Override
        public void waited(long nanos) {}

        @Override
        public void held(long nanos) {}
      };

  /** Somebody waited so long for a connection, and got it or gave up. */
  void waited(long nanos);

  /** Somebody had a connection for so long; of reads, how long a statement took to be answered. */
  void held(long nanos);
}
