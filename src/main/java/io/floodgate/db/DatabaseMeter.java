package io.floodgate.db;

/**
 * What hears how the connections to PostgreSQL fare. It is told on event loops, in the middle of
 * their work: it is quick, never throws, and any thread may call it.
 */
public interface DatabaseMeter {

  /** Nobody listens. */
  DatabaseMeter NONE =
      new DatabaseMeter() {
        @Override
        public LaneMeter lane(String domain) {
          return LaneMeter.NONE;
        }

        @Override
        public PoolMeter pool(PoolUse use) {
          return PoolMeter.NONE;
        }

        @Override
        public PoolMeter reads() {
          return PoolMeter.NONE;
        }

        @Override
        public void failed(String sqlState) {}
      };

  /** One more lane of a domain. */
  LaneMeter lane(String domain);

  /**
   * One more pool of connections for transactions; several may have one name.
   *
   * @param use can be asked at any time how the pool is used
   */
  PoolMeter pool(PoolUse use);

  /** The statements that only read, which share connections and wait for none. */
  PoolMeter reads();

  /**
   * A statement or a transaction failed.
   *
   * @param sqlState PostgreSQL's code; {@code none} where the connection broke, or it hangs
   */
  void failed(String sqlState);
}
