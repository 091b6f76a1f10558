package io.floodgate.ops;

import java.util.List;

/**
 * Whether this node can do its work.
 *
 * @param ready every component that the main job needs is up
 */
public record Readiness(boolean ready, List<Component> components) {

  public Readiness {
    components = List.copyOf(components);
  }
}
