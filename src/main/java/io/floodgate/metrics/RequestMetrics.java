package io.floodgate.metrics;

import io.floodgate.web.WebMeter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** How long requests take, by route, method and outcome. */
final class RequestMetrics implements WebMeter {

  private final MeterRegistry registry;

  RequestMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public Route route(String method, String route) {
    AtomicReferenceArray<Timer> timers = new AtomicReferenceArray<>(Outcome.values().length);
    return (status, nanos) -> {
      Outcome outcome = Outcome.of(status);
      Timer timer = timers.getPlain(outcome.ordinal());
      if (timer == null) { // made when there is something to tell: most never come
        timer = timer(method, route, outcome);
        timers.setRelease(outcome.ordinal(), timer);
      }
      timer.record(nanos, TimeUnit.NANOSECONDS);
    };
  }

  private Timer timer(String method, String route, Outcome outcome) {
    return Timer.builder("floodgate.http.request")
        .description("From a request's headers to its answer; of a stream, to its beginning.")
        .tags("route", route, "method", method, "outcome", outcome.label())
        .serviceLevelObjectives(Ladder.requests())
        .register(registry);
  }
}
