package io.floodgate.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Meters of what others keep anyway: read when somebody looks, and costing nothing before. */
final class Readout {

  private final MeterRegistry registry;

  /** Micrometer holds what it counts weakly, and what is collected would stand still unnoticed. */
  private final List<LongSupplier> kept = new CopyOnWriteArrayList<>();

  Readout(MeterRegistry registry) {
    this.registry = registry;
  }

  /** A number that only grows, from the start of this node. */
  void count(String name, String description, LongSupplier value, String... labels) {
    kept.add(value);
    FunctionCounter.builder(name, value, LongSupplier::getAsLong)
        .description(description)
        .tags(labels)
        .register(registry);
  }

  /** A number that only grows for each constant of a type, which is the label. */
  <E extends Enum<E>> void counts(
      String name, String description, String label, Class<E> type, Function<E, Long> value) {
    for (E one : type.getEnumConstants()) {
      count(name, description, () -> value.apply(one), label, labelOf(one));
    }
  }

  /** How things stand now. */
  void level(String name, String description, Supplier<Number> value, String... labels) {
    Gauge.builder(name, value).description(description).tags(labels).register(registry);
  }

  /** How things stand, if that is known. */
  void known(String name, String description, Supplier<Optional<Long>> value, String... labels) {
    level(name, description, () -> value.get().map(Long::doubleValue).orElse(Double.NaN), labels);
  }

  /** A length of time, if it is known. */
  void seconds(
      String name, String description, Supplier<Optional<Duration>> value, String... labels) {
    Gauge.builder(name, () -> value.get().map(time -> time.toNanos() / 1e9).orElse(Double.NaN))
        .description(description)
        .baseUnit("seconds")
        .tags(labels)
        .register(registry);
  }

  /** 1 for yes, 0 for no. */
  void flag(String name, String description, Supplier<Optional<Boolean>> value) {
    known(name, description, () -> value.get().map(yes -> yes ? 1L : 0L));
  }

  private static String labelOf(Enum<?> one) {
    return one.name().toLowerCase(Locale.ROOT);
  }
}
