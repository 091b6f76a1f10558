package io.floodgate.ops;

import java.util.List;

/**
 * Whether this node wants requests.
 *
 * @param ready whether it does
 * @param status the same with its reason
 * @param components what it depends on; none before it has started
 */
public record Readiness(boolean ready, Status status, List<Component> components) {

  /** What is said of the whole node. */
  public enum Status {
    /** It is not yet what it will be. */
    STARTING,
    /** All that it depends on is there. */
    UP,
    /** It does its work; something that makes it quicker, or that is done later, is away. */
    DEGRADED,
    /** It cannot do its work. */
    DOWN,
    /** It was told to stop: what comes is still answered, but shall go elsewhere. */
    STOPPING
  }

  public Readiness {
    components = List.copyOf(components);
  }

  static Readiness of(Status status, List<Component> components) {
    return new Readiness(status == Status.UP || status == Status.DEGRADED, status, components);
  }
}
