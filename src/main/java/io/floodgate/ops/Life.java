package io.floodgate.ops;

import java.util.ArrayList;
import java.util.List;

/**
 * Where this node stands in its life: told by who starts and stops it, read with each request. One
 * object a node; thread-safe.
 */
public final class Life {

  /** One after the other; a start that is broken off goes straight to the end. */
  public enum Phase {
    /** Parts are missing: nothing but health is answered. */
    STARTING,
    /** All is answered. */
    SERVING,
    /** All is still answered, and clients are asked to go elsewhere. */
    STOPPING
  }

  private volatile Phase phase = Phase.STARTING;
  private volatile List<String> todo = List.of();
  private volatile boolean started;

  public Phase phase() {
    return phase;
  }

  /** Says what is still to be done before this node serves, in its order. */
  public void todo(List<String> steps) {
    todo = List.copyOf(steps);
  }

  /** The first of what was to be done is done. */
  public void stepDone() {
    List<String> rest = new ArrayList<>(todo);
    rest.removeFirst();
    todo = List.copyOf(rest);
  }

  /** The start is over, unless the node was told to stop meanwhile. */
  public synchronized void serve() {
    if (phase == Phase.STARTING) {
      started = true;
      phase = Phase.SERVING;
    }
  }

  /**
   * The node was told to stop, for good.
   *
   * @return where it stood
   */
  public synchronized Phase stop() {
    Phase before = phase;
    phase = Phase.STOPPING;
    return before;
  }

  Startup startup() {
    return new Startup(started, todo);
  }
}
