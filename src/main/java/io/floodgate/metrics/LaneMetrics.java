package io.floodgate.metrics;

import io.floodgate.db.LaneMeter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/** The lanes of one domain: what waits in them, and the batches that they carry. */
final class LaneMetrics {

  private final MeterRegistry registry;
  private final String domain;
  private final Consumer<String> errors;
  private final Consumer<String> retries;
  private final AtomicInteger lanes = new AtomicInteger();
  private final Timer wait;
  private final DistributionSummary size;
  private final Timer duration;
  private final Map<LaneMeter.Why, Counter> repeated = new EnumMap<>(LaneMeter.Why.class);

  /**
   * @param errors hears the SQLSTATE of each failed transaction
   * @param retries hears the SQLSTATE that each batch is repeated for
   */
  LaneMetrics(
      MeterRegistry registry, String domain, Consumer<String> errors, Consumer<String> retries) {
    this.registry = registry;
    this.domain = domain;
    this.errors = errors;
    this.retries = retries;
    this.wait =
        Timer.builder("floodgate.lane.wait")
            .description("A command's waiting in its lane until a batch takes it.")
            .tag("domain", domain)
            .serviceLevelObjectives(Ladder.parts())
            .register(registry);
    this.size =
        DistributionSummary.builder("floodgate.batch.size")
            .description("Commands in a batch.")
            .tag("domain", domain)
            .serviceLevelObjectives(Ladder.sizes())
            .register(registry);
    this.duration =
        Timer.builder("floodgate.batch")
            .description("A batch's transaction, to the answer to its COMMIT.")
            .tag("domain", domain)
            .serviceLevelObjectives(Ladder.parts())
            .register(registry);
    for (LaneMeter.Why why : LaneMeter.Why.values()) {
      repeated.put(
          why,
          Counter.builder("floodgate.batch.repeated")
              .description("Batches that were carried again.")
              .tags("domain", domain, "why", why.name().toLowerCase(Locale.ROOT))
              .register(registry));
    }
  }

  LaneMeter lane() {
    return new One(lanes.getAndIncrement());
  }

  private final class One implements LaneMeter {
    private final int number;

    One(int number) {
      this.number = number;
    }

    @Override
    public void watch(IntSupplier queued) {
      Gauge.builder("floodgate.lane.queue", queued::getAsInt)
          .description("Commands that wait in a lane now.")
          .tags("domain", domain, "lane", Integer.toString(number))
          .register(registry);
    }

    @Override
    public void waited(long nanos) {
      wait.record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void carried(int commands, long nanos) {
      size.record(commands);
      duration.record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void repeated(Why why, String sqlState) {
      repeated.get(why).increment();
      retries.accept(sqlState);
    }

    @Override
    public void failed(String sqlState) {
      errors.accept(sqlState);
    }
  }
}
