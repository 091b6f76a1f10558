/**
 * Kafka: a producer and consumers that obey back-pressure, and dead letters. {@link
 * io.floodgate.kafka.KafkaStore} is the way in. Kafka's clients block, so each has a thread of its
 * own; answers and messages come on event loops. Touches kafka-clients, {@code config} and {@code
 * base}.
 */
package io.floodgate.kafka;
