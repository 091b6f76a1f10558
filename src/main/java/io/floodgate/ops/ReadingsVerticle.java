package io.floodgate.ops;

import io.floodgate.base.Deadline;
import io.floodgate.bus.Ask;
import io.floodgate.bus.Bus;
import io.floodgate.bus.Call;
import io.floodgate.config.Config;
import io.floodgate.kafka.KafkaStore;
import io.floodgate.outbox.OutboxAsk;
import io.floodgate.schedule.Repeating;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the {@link Readings} of this node new, and has the invariants checked where that is wanted.
 * One a node; whom it asks has to be there before.
 */
public final class ReadingsVerticle extends VerticleBase {

  private static final Logger LOG = LoggerFactory.getLogger(ReadingsVerticle.class);

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Config.Ops config;
  private final KafkaStore kafka;
  private final Bus bus;
  private final Health health;
  private final Readings readings;
  private final List<Repeating> tasks = new ArrayList<>();

  public ReadingsVerticle(
      Config.Ops config, KafkaStore kafka, Bus bus, Health health, Readings readings) {
    this.config = config;
    this.kafka = kafka;
    this.bus = bus;
    this.health = health;
    this.readings = readings;
  }

  /** The first readings are taken before the server answers. */
  @Override
  public Future<?> start() {
    if (config.invariantsInterval().isPositive()) {
      tasks.add(
          Repeating.start(
              vertx, "check of the invariants", config.invariantsInterval(), this::check));
    }
    if (!config.metrics()) {
      return Future.succeededFuture();
    }
    tasks.add(Repeating.start(vertx, "readings", config.metricsInterval(), this::read));
    return read();
  }

  @Override
  public Future<?> stop() {
    return Future.join(tasks.stream().map(Repeating::stop).toList());
  }

  /** Never fails: what is not known is not known, and said so by whoever could not be asked. */
  private Future<?> read() {
    readings.ready(Optional.of(health.ready().ready()));
    return Future.join(
        ask(new OutboxAsk.GetRelay(), PATIENCE)
            .map(Optional::of)
            .otherwise(Optional.empty())
            .onSuccess(readings::relay),
        kafka.lags().otherwise(Map.of()).onSuccess(readings::lags));
  }

  /** What it finds is noted by who checks; what is broken shall be heard of without metrics too. */
  private Future<?> check() {
    return ask(new OpsAsk.CheckInvariants(), config.invariantsTimeout())
        .onSuccess(
            report ->
                report.invariants().stream()
                    .filter(invariant -> invariant.violations() > 0)
                    .forEach(
                        broken ->
                            LOG.error("{} is broken by {}", broken.name(), broken.violations())));
  }

  private <A> Future<A> ask(Ask<A> message, Duration patience) {
    return bus.ask(message, new Call(Deadline.after(patience), ""));
  }
}
