package io.floodgate.ops;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * What this node depends on, as it was found at the last look. Looked at by the {@link
 * HealthVerticle}; probes read it, so that none of them waits for a store, however many there are.
 * One object a node; thread-safe.
 */
final class Vitals {

  private final Duration staleAfter;
  private final InstantSource clock;
  private final LongSupplier nanoClock;
  private volatile Look last;

  private record Look(List<Component> components, long nanoTime) {}

  /**
   * @param staleAfter a look that is older says nothing any more
   */
  Vitals(Duration staleAfter, InstantSource clock, LongSupplier nanoClock) {
    this.staleAfter = staleAfter;
    this.clock = clock;
    this.nanoClock = nanoClock;
    this.last = new Look(List.of(), nanoClock.getAsLong());
  }

  /** Notes a look at all of them; one caller at a time. */
  void found(List<Finding> findings) {
    List<Component> before = last.components;
    last =
        new Look(
            findings.stream().map(finding -> after(before, finding)).toList(),
            nanoClock.getAsLong());
  }

  private Component after(List<Component> before, Finding now) {
    return new Component(
        now.name(),
        now.up(),
        before.stream()
            .filter(component -> component.name().equals(now.name()) && component.up() == now.up())
            .map(Component::since)
            .findAny()
            .orElseGet(clock::instant),
        now.reason());
  }

  /** What a node that serves says of itself. */
  Readiness readiness() {
    Look look = last;
    return Readiness.of(statusOf(look), look.components);
  }

  private Readiness.Status statusOf(Look look) {
    boolean isStale = nanoClock.getAsLong() - look.nanoTime > staleAfter.toNanos();
    if (isStale || !isUp(look.components)) {
      return Readiness.Status.DOWN; // who looks hangs: nobody knows
    }
    return look.components.stream().allMatch(Component::up)
        ? Readiness.Status.UP
        : Readiness.Status.DEGRADED;
  }

  private static boolean isUp(List<Component> components) {
    return components.stream()
        .anyMatch(component -> component.name().equals(Finding.POSTGRES) && component.up());
  }
}
