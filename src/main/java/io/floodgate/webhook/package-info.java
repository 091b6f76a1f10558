/**
 * Events for a data platform that takes them by HTTPS: read from Kafka, posted in batches. Nothing
 * waits for it but its own place in the topics. Touches {@code outbox}, {@code kafka}, {@code
 * config} and the HTTP client.
 */
package io.floodgate.webhook;
