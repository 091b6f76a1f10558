package io.floodgate.kafka;

/** A message that came from Kafka, and where it stands there. */
public record Received(Message message, int partition, long offset) {}
