package io.floodgate.metrics;

import io.floodgate.db.DatabaseMeter;
import io.floodgate.db.LaneMeter;
import io.floodgate.db.PoolMeter;
import io.floodgate.db.PoolUse;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/** The connections to PostgreSQL: pools, statements, errors. {@link LaneMetrics} has the lanes. */
final class DatabaseMetrics implements DatabaseMeter {

  /** Serialization failure, deadlock, lock time-out, and no answer: shown before they happen. */
  private static final List<String> EXPECTED = List.of("40001", "40P01", "55P03", "none");

  private final MeterRegistry registry;
  private final SqlStates errors;
  private final SqlStates retries;
  private final Map<String, List<PoolUse>> pools = new ConcurrentHashMap<>();
  private final Map<String, LaneMetrics> lanes = new ConcurrentHashMap<>();

  DatabaseMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.errors =
        new SqlStates(
            "floodgate.postgres.errors", "Statements and transactions that PostgreSQL failed.");
    this.retries =
        new SqlStates("floodgate.retries", "Batches that were carried again because of an error.");
  }

  @Override
  public LaneMeter lane(String domain) {
    return lanes
        .computeIfAbsent(domain, _ -> new LaneMetrics(registry, domain, errors::add, retries::add))
        .lane();
  }

  @Override
  public PoolMeter pool(PoolUse use) {
    pools
        .computeIfAbsent(
            use.name(),
            name -> {
              gauge("floodgate.pool.in.use", "Connections in use now.", name, PoolUse::inUse);
              gauge("floodgate.pool.waiting", "Who waits for one now.", name, PoolUse::waiting);
              gauge("floodgate.pool.size", "Connections at most.", name, PoolUse::connections);
              return new CopyOnWriteArrayList<>();
            })
        .add(use);
    return new Pool(wait(use.name()), hold(use.name()));
  }

  @Override
  public PoolMeter reads() {
    Timer hold = hold("reads");
    return new PoolMeter() {
      @Override
      public void waited(long nanos) {}

      @Override
      public void held(long nanos) {
        hold.record(nanos, TimeUnit.NANOSECONDS);
      }
    };
  }

  @Override
  public void failed(String sqlState) {
    errors.add(sqlState);
  }

  private void gauge(String name, String description, String pool, ToLongFunction<PoolUse> of) {
    Gauge.builder(name, () -> pools.get(pool).stream().mapToLong(of).sum())
        .description(description)
        .tag("pool", pool)
        .register(registry);
  }

  private Timer wait(String pool) {
    return timer("floodgate.pool.wait", "Waiting for a connection, in vain or not.", pool);
  }

  private Timer hold(String pool) {
    return timer(
        "floodgate.pool.hold",
        "Holding a connection; of reads, from sending a statement to its answer.",
        pool);
  }

  private Timer timer(String name, String description, String pool) {
    return Timer.builder(name)
        .description(description)
        .tag("pool", pool)
        .serviceLevelObjectives(Ladder.parts())
        .register(registry);
  }

  private record Pool(Timer waiting, Timer holding) implements PoolMeter {
    @Override
    public void waited(long nanos) {
      waiting.record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void held(long nanos) {
      holding.record(nanos, TimeUnit.NANOSECONDS);
    }
  }

  /** Counters of one name by SQLSTATE, of which PostgreSQL has about 260. */
  private final class SqlStates {
    private final String name;
    private final String description;
    private final Map<String, Counter> counters = new ConcurrentHashMap<>();

    SqlStates(String name, String description) {
      this.name = name;
      this.description = description;
      EXPECTED.forEach(state -> counters.put(state, counter(state)));
    }

    void add(String sqlState) {
      counters.computeIfAbsent(sqlState, this::counter).increment();
    }

    private Counter counter(String sqlState) {
      return Counter.builder(name)
          .description(description)
          .tag("sqlstate", sqlState)
          .register(registry);
    }
  }
}
