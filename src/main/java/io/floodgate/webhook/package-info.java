/**
 * Events for a data platform that takes them by HTTPS: read from Kafka, posted in batches in the
 * order of their partitions, signed, tried again, at last put to the dead letters. Nothing waits
 * for it but its own place in the topics. All of it lives on the event loop of {@link
 * io.floodgate.webhook.WebhookVerticle}. Touches {@code outbox}, {@code kafka}, {@code json},
 * {@code config}, {@code base} and the HTTP client.
 */
package io.floodgate.webhook;
