package io.floodgate.bus;

/**
 * An {@link Ask} that has to meet its like: all messages with the same lane key go to the same
 * instance of the domain's verticle on this node, so that they share a batch instead of fighting
 * for a lock.
 */
public interface Laned {

  /** What decides the lane, such as the id of the product that the command is about. */
  long laneKey();
}
