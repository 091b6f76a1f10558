package io.floodgate.web;

/** The metrics of this node as whoever gathers them reads them. */
@FunctionalInterface
public interface MetricsPage {

  /** The bytes of a page, and what they are. */
  record Written(String contentType, byte[] bytes) {}

  /**
   * Writes the page as it is now. Takes its time: not for event loops.
   *
   * @param accept what the client takes, as its header says; null if it does not say
   */
  Written write(String accept);
}
