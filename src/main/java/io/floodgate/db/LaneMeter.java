package io.floodgate.db;

import java.util.function.IntSupplier;

/** What hears how one lane fares; see {@link DatabaseMeter} for how it has to behave. */
public interface LaneMeter {

  /** Nobody listens. */
  LaneMeter NONE =
      new LaneMeter() {
        @Override
        public void watch(IntSupplier queued) {}

        @Override
        public void waited(long nanos) {}

        @Override
        public void carried(int commands, long nanos) {}

        @Override
        public void repeated(Why why, String sqlState) {}

        @Override
        public void failed(String sqlState) {}
      };

  /** Why a batch is carried again. */
  enum Why {
    /** Another transaction was in its way. */
    COLLIDED,
    /** Somebody holds a row that it needs: it goes around that. */
    LOCKED,
    /** The database rejects it as a whole: its commands go one by one. */
    REJECTED
  }

  /**
   * @param queued how many commands wait now; can be asked by any thread at any time
   */
  void watch(IntSupplier queued);

  /** A command waited in the queue for so long, until a batch took it. */
  void waited(long nanos);

  /** A batch took so long from its turn to its answer, whatever came of it. */
  void carried(int commands, long nanos);

  /** A batch is carried again, because of an error with this SQLSTATE. */
  void repeated(Why why, String sqlState);

  /** A transaction failed; see {@link DatabaseMeter#failed}. */
  void failed(String sqlState);
}
