package io.floodgate.ops;

import io.floodgate.config.Config;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * What this node says when it is asked how it is: from memory, at once, on whichever event loop was
 * asked. One object a node; thread-safe.
 */
public final class Health {

  private final Life life = new Life();
  private final Pulse pulse;
  private final Vitals vitals;

  public Health(Config.Ops config) {
    this.pulse = new Pulse(config.stuckAfter(), System::nanoTime);
    this.vitals =
        new Vitals(
            config.probeInterval().plus(config.probeTimeout()).multipliedBy(3),
            InstantSource.system(),
            System::nanoTime);
  }

  /** Where the node stands, for those who move it on. */
  public Life life() {
    return life;
  }

  /** Whether this process is worth keeping: a stuck event loop does not heal by itself. */
  public Liveness live() {
    Optional<String> stuck = pulse.stuck();
    return new Liveness(stuck.isEmpty() ? Liveness.Status.UP : Liveness.Status.DOWN, stuck);
  }

  /** Whether this node wants requests. */
  public Readiness ready() {
    return switch (life.phase()) {
      case STARTING -> Readiness.of(Readiness.Status.STARTING, List.of());
      case SERVING -> vitals.readiness();
      case STOPPING -> Readiness.of(Readiness.Status.STOPPING, vitals.readiness().components());
    };
  }

  /** How far the start is. */
  public Startup startup() {
    return life.startup();
  }

  Pulse pulse() {
    return pulse;
  }

  /** Notes a look at all that the node depends on; one caller at a time. */
  public void found(List<Finding> findings) {
    vitals.found(findings);
  }
}
