/**
 * Kafka: a producer and consumers that obey back-pressure, and dead letters. Touches kafka-client
 * and {@code base}.
 */
package io.floodgate.kafka;
