package io.floodgate.bus;

/**
 * A message to a domain that expects an answer of type {@code A}. Each domain has one sealed
 * interface that extends this one and is its door; the messages are immutable records.
 */
public interface Ask<A> {}
